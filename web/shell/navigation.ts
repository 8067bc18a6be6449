import { Inbox, Plug, Settings, UserCog, Users, Workflow } from "lucide-preact";
import type { PlainKey } from "../i18n/i18n.ts";
import { can } from "../lib/session.ts";
import type { Icon } from "../ui/icon-button.tsx";

export interface Destination {
  href: string;
  label: PlainKey;
  icon: Icon;
  permission?: string;
}

const main: Destination[] = [
  { href: "/inbox", label: "shell.inbox", icon: Inbox, permission: "conversations.read" },
  { href: "/contacts", label: "shell.contacts", icon: Users, permission: "contacts.read" },
  { href: "/flows", label: "shell.flows", icon: Workflow, permission: "flows.read" },
  { href: "/connections", label: "shell.connections", icon: Plug, permission: "connections.read" },
  { href: "/users", label: "shell.users", icon: UserCog, permission: "users.read" },
];
export const settings: Destination = { href: "/settings", label: "shell.settings", icon: Settings };

export const destinations = (): Destination[] =>
  main.filter(({ permission }) => !permission || can(permission));

export const isAt = (path: string, { href }: Destination): boolean =>
  path === href || path.startsWith(`${href}/`);
