import type { ApiRow } from "../../api.ts";
import type { PlainKey } from "../../i18n/i18n.ts";
import type { Tone } from "../../ui/badge.tsx";

export type FlowRow = ApiRow<"listFlows">;
export type FlowStatus = FlowRow["status"];

export const statusWords: Record<FlowStatus, PlainKey> = {
  draft: "flows.statusDraft",
  active: "flows.statusActive",
  inactive: "flows.statusInactive",
};
export const statusTones: Record<FlowStatus, Tone> = {
  draft: "mute",
  active: "info",
  inactive: "warn",
};
export const isStatus = (value: string): value is FlowStatus => value in statusWords;
