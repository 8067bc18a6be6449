import { canonical } from "../hash.ts";
import type { ScriptLine } from "./schema.ts";
import type { Stage } from "./simulate.ts";

export interface Expected {
  line: number;
  expected: string;
  actual: string;
}
type Told = Omit<Expected, "line">;

const folded = (text: string): string => text.trim().replaceAll(/\s+/g, " ").toLowerCase();

/** What is not as the script says; undefined when it is, or when the line expects nothing. */
export function unmet(line: ScriptLine, stage: Stage): Told | undefined {
  switch (line.do) {
    case "expect":
      return unheard(line, stage);
    case "expectNode":
      return differs(line.nodeId, stage.run?.nodeId ?? "no step");
    case "expectVariable": {
      const actual = stage.run?.variables[line.name] ?? null;
      return differs(
        `${line.name} = ${canonical(line.value)}`,
        `${line.name} = ${canonical(actual)}`,
      );
    }
    case "expectTag": {
      const tags = [...stage.world.contact.tags, ...stage.world.conversation.tags];
      return tags.includes(line.tag)
        ? undefined
        : { expected: `tag ${line.tag}`, actual: tags.join(", ") || "no tags" };
    }
    case "expectEnd":
      return stage.status === "completed"
        ? differs(line.label ?? stage.endLabel ?? "", stage.endLabel ?? "")
        : { expected: "the end", actual: stage.error?.reason ?? stage.status };
    default:
      return undefined;
  }
}

const differs = (expected: string, actual: string): Told | undefined =>
  expected === actual ? undefined : { expected, actual };

/** A message is claimed once, and only later ones may meet what is expected next. */
function unheard(
  { match, text }: Extract<ScriptLine, { do: "expect" }>,
  stage: Stage,
): Told | undefined {
  const wanted = folded(text);
  const found = stage.unclaimed.findIndex(({ text: said }) => {
    const actual = folded(said);
    if (match === "equals") return actual === wanted;
    return match === "starts" ? actual.startsWith(wanted) : actual.includes(wanted);
  });
  if (found >= 0) {
    stage.unclaimed = stage.unclaimed.slice(found + 1);
    return undefined;
  }
  const actual = stage.unclaimed.map(({ text: said }) => said).join(" / ");
  return { expected: text, actual: actual || stage.error?.reason || "nothing" };
}
