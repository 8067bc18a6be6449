import { readPath } from "../check/json-path.ts";
import { replaceReferences, rootOf } from "../check/references.ts";
import { type BusinessHours, isOpen, localTime } from "../hours.ts";
import type { Act, Heard, NodeContext } from "../node.ts";

export interface WorldContact {
  id: string;
  name: string | null;
  phone: string | null;
  email: string | null;
  tags: readonly string[];
  fields: Readonly<Record<string, unknown>>;
  isOptedIn: boolean;
}
/** Everything around a run that its nodes may look at. */
export interface World {
  now: Date;
  timezone: string;
  businessHours: BusinessHours;
  contact: WorldContact;
  conversation: {
    id: string;
    status: string;
    assignedAgentId: string | null;
    tags: readonly string[];
  };
  message: Heard | null;
  flowId: string;
  trigger: { kind: string; value: string | null };
}
/** Shown instead of a secret wherever it is not sent. */
const MASK = "•••";
const MAX_VALUE = 8192;

interface Inside {
  variables: Readonly<Record<string, unknown>>;
  state: Readonly<Record<string, unknown>>;
  chance: () => number;
  /** Only while a request is made. */
  secrets?: ReadonlyMap<string, string>;
}

export function contextOf(world: World, inside: Inside): NodeContext {
  let known: Record<string, unknown> | undefined;
  // Most nodes ask for nothing, and telling the time of a zone is dear.
  const scope = (): Record<string, unknown> =>
    (known ??= { ...inside.variables, ...surroundings(world) });
  const read = (path: string): unknown =>
    rootOf(path) === "secret"
      ? (inside.secrets?.get(path.slice("secret.".length)) ?? MASK)
      : readPath(scope(), `$.${path}`);
  const word = (path: string, fallback: string | null): string => {
    const text = asText(read(path));
    return text === "" ? (fallback ?? "") : text;
  };
  return {
    now: world.now,
    timezone: world.timezone,
    businessHours: world.businessHours,
    message: world.message,
    state: inside.state,
    chance: inside.chance,
    read,
    text: (template) => replaceReferences(template, ({ path, fallback }) => word(path, fallback)),
    json: (template) => fillJson(template, read, word),
  };
}

function surroundings({ now, timezone, businessHours, contact, ...world }: World) {
  const local = localTime(now, timezone);
  const [firstName = null, ...rest] = contact.name?.trim().split(/\s+/) ?? [];
  return {
    contact: { ...contact, first_name: firstName, last_name: rest.join(" ") || null },
    conversation: world.conversation,
    message: world.message ?? {},
    now: { ...local, iso: now.toISOString(), isOpen: isOpen(now, businessHours, timezone) },
    flow: { id: world.flowId },
    trigger: world.trigger,
  };
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(asText).join(", ").slice(0, MAX_VALUE);
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, MAX_VALUE);
}

/** Inside a JSON string a value stands escaped, outside one it stands as the JSON it is. */
function fillJson(
  template: string,
  read: (path: string) => unknown,
  word: (path: string, fallback: string | null) => string,
): string {
  let inString = false;
  return template
    .split(/(\{\{[^{}]*\}\})/)
    .map((piece) => {
      if (!piece.startsWith("{{")) {
        for (const [mark] of piece.matchAll(/\\.|"/gs)) if (mark === '"') inString = !inString;
        return piece;
      }
      return replaceReferences(piece, ({ path, fallback }) =>
        inString
          ? JSON.stringify(word(path, fallback)).slice(1, -1)
          : (JSON.stringify(read(path) ?? fallback) ?? "null"),
      );
    })
    .join("");
}

const MAX_TAGS = 100;
const changed = (
  before: readonly string[],
  { add, remove }: { add: string[]; remove: string[] },
): string[] =>
  [...new Set([...before, ...add])].filter((tag) => !remove.includes(tag)).slice(0, MAX_TAGS);

/** The world as the next node sees it, after an act. */
export function afterAct(world: World, act: Act): World {
  switch (act.act) {
    case "tag":
      return act.on === "contact"
        ? { ...world, contact: { ...world.contact, tags: changed(world.contact.tags, act) } }
        : {
            ...world,
            conversation: { ...world.conversation, tags: changed(world.conversation.tags, act) },
          };
    case "field": {
      const fields = { ...world.contact.fields, [act.name]: act.value };
      return { ...world, contact: { ...world.contact, fields } };
    }
    case "consent":
      return { ...world, contact: { ...world.contact, isOptedIn: act.wants } };
    case "assign": {
      const assignedAgentId =
        act.to === "nobody" ? null : (act.agentId ?? world.conversation.assignedAgentId);
      return { ...world, conversation: { ...world.conversation, assignedAgentId } };
    }
    case "resolve":
      return { ...world, conversation: { ...world.conversation, status: "resolved" } };
    case "note":
    case "pause":
      return world;
  }
}
