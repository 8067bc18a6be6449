import type { Connection } from "../../src/connections/schema.ts";
import { type PlainKey, t } from "../i18n/i18n.ts";

export const statusWords = {
  connected: "connections.connected",
  connecting: "connections.connecting",
  disconnected: "connections.disconnected",
} as const satisfies Record<Connection["status"], PlainKey>;

export const statusTones = { connected: "ok", connecting: "warn", disconnected: "bad" } as const;

const types: Record<string, PlainKey> = {
  meta_api: "connections.typeMeta",
  sandbox: "connections.typeSandbox",
  qr: "connections.typeQr",
};

export function typeName(type: string): string {
  const key = types[type];
  return key ? t(key) : type;
}

export const isSimulated = ({ capabilities }: Connection): boolean =>
  capabilities["simulator"] === true;
