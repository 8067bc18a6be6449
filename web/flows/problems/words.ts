import type { Problem } from "../../../src/flows/check/types.ts";
import { lookUp } from "../../i18n/i18n.ts";
import type { Builder } from "../builder/builder.ts";
import { labelOf } from "../graph/words.ts";
import { at, fieldAt } from "../graph/form.ts";

/** A problem in the reader's language: by its code, else as the server put it. */
export function wordProblem({ code, nodeId, path, message }: Problem, builder: Builder): string {
  const pattern = lookUp(`flows.problem.${code}`);
  if (pattern === undefined) return message;
  const node = builder.draft.value.nodes.find(({ id }) => id === nodeId);
  const kind = node && builder.kindOf(node.type);
  if (!pattern.includes("%") || !node || !kind || path === null) return pattern.replace("%", "");
  const output = builder.outputsOf(node).find(({ id }) => id === path);
  if (output) return pattern.replace("%", output.label);
  const field = fieldAt(kind.form, node.data, path);
  const value = at(node.data, path);
  const label = labelOf(field.form, field.name);
  const shown = quotes.has(code) && typeof value === "string" ? value : label;
  return pattern.replace("%", shown);
}

/** These speak of the value, the others of the field. */
const quotes: ReadonlySet<string> = new Set([
  "BAD_VARIABLE_NAME",
  "BAD_JSONPATH",
  "BAD_REGEX",
  "TEMPLATE_NOT_APPROVED",
]);
