import type { ApiRow } from "../api.ts";
import type { PlainKey } from "../i18n/i18n.ts";
import type { Tone } from "../ui/badge.tsx";

export type User = ApiRow<"listUsers">;
export type UserStatus = User["status"];

export const roleWords: Record<User["role"], PlainKey> = {
  admin: "users.roleAdmin",
  user: "users.roleUser",
  agent: "users.roleAgent",
};
export const statusWords: Record<UserStatus, PlainKey> = {
  active: "users.statusActive",
  inactive: "users.statusInactive",
  suspended: "users.statusSuspended",
};
export const statusTones: Record<UserStatus, Tone> = {
  active: "ok",
  inactive: "mute",
  suspended: "bad",
};

export const fullName = ({ firstName, lastName }: Pick<User, "firstName" | "lastName">): string =>
  `${firstName} ${lastName}`.trim();

export const isStatus = (text: string): text is UserStatus => Object.hasOwn(statusWords, text);
