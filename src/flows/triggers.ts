import type { Heard } from "./node.ts";
import { matchesRegex } from "./regex.ts";
import { findKind } from "./nodes/registry.ts";
import { Trigger } from "./trigger.ts";

interface WithNodes {
  nodes: readonly { type: string; data: Record<string, unknown> }[];
}

/** What starts a flow; unfinished triggers of a draft are left out. */
export function triggersOf({ nodes }: WithNodes): Trigger[] {
  return nodes
    .filter(({ type }) => findKind(type)?.description.role === "start")
    .flatMap(({ data }) => (Array.isArray(data["triggers"]) ? data["triggers"] : []))
    .flatMap((one) => Trigger.safeParse(one).data ?? []);
}

/** What happened, with what triggers ask about it. */
export interface Occasion {
  connectionId: string;
  message: Heard | null;
  tag: string | null;
  /** Days since the contact's message before this one; null when there was none. */
  daysSilent: number | null;
}

/** The more a trigger asks for, the sooner it gets what happened. */
const RANK: Record<Trigger["kind"], number> = {
  button: 1,
  keyword: 2,
  tag: 3,
  ad_referral: 4,
  welcome: 5,
  any_message: 6,
  manual: 9,
  api: 9,
};
const MATCH_RANK = { exact: 0, starts: 0.2, contains: 0.4, regex: 0.6 };

/** Lower is better; undefined when the trigger does not fit. */
export function fit(trigger: Trigger, occasion: Occasion): number | undefined {
  const { connectionIds } = trigger;
  if (connectionIds.length > 0 && !connectionIds.includes(occasion.connectionId)) return undefined;
  if (!fits(trigger, occasion)) return undefined;
  return RANK[trigger.kind] + (trigger.kind === "keyword" ? MATCH_RANK[trigger.match] : 0);
}

function fits(trigger: Trigger, { message, tag, daysSilent }: Occasion): boolean {
  if (trigger.kind === "tag") return tag !== null && folded(tag) === folded(trigger.tag);
  if (message === null) return false;
  switch (trigger.kind) {
    case "keyword":
      return message.text !== "" && trigger.words.some((word) => says(message.text, word, trigger));
    case "button":
      return (
        message.replyId === trigger.payload ||
        (message.replyId !== null && folded(message.text) === folded(trigger.payload))
      );
    case "ad_referral":
      return message.isFromAd && (trigger.adId === "" || trigger.adId === message.adId);
    case "welcome":
      return daysSilent === null || (trigger.days > 0 && daysSilent >= trigger.days);
    case "any_message":
      return true;
    default:
      return false;
  }
}

/** Letters and figures only, in one case and without accents: "¿Hólá?" is "hola". */
export const folded = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const MAX_TEXT = 4096;

function says(
  text: string,
  word: string,
  { match, fuzzy }: Pick<Extract<Trigger, { kind: "keyword" }>, "match" | "fuzzy">,
): boolean {
  const clipped = text.slice(0, MAX_TEXT);
  if (match === "regex") return matchesRegex(word, clipped);
  const [said, wanted] = [folded(clipped), folded(word)];
  // Nothing but emoji or signs: compared as it stands.
  if (wanted === "") return clipped.trim() === word.trim();
  const words = said.split(" ");
  const length = wanted.split(" ").length;
  const near = (one: string): boolean => one === wanted || (fuzzy && isNear(one, wanted));
  if (match === "exact") return near(said);
  if (match === "starts") return near(words.slice(0, length).join(" "));
  return words.some((_, i) => near(words.slice(i, i + length).join(" ")));
}

/** One slip in words of four letters or more, two from nine on. */
function isNear(a: string, b: string): boolean {
  const allowed = b.length >= 9 ? 2 : b.length >= 4 ? 1 : 0;
  if (allowed === 0 || Math.abs(a.length - b.length) > allowed) return false;
  return distance(a, b) <= allowed;
}

/** Letters wrong, missing, too many, or two that changed places. */
function distance(a: string, b: string): number {
  let [earlier, row] = [[0], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const [up = 0, left = 0, across = 0] = [row[j], next[j - 1], row[j - 1]];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (earlier[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(up + 1, left + 1, across + cost, swap));
    }
    [earlier, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
