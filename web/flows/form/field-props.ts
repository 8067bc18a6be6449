import { type ComponentType, createContext } from "preact";
import { useBuilder } from "../builder/builder.ts";
import type { FieldForm } from "../graph/form.ts";
import { labelOf } from "../graph/words.ts";
import { wordProblem } from "../problems/words.ts";

export interface FieldProps {
  form: FieldForm;
  /** Last part of the path; the label's second choice. */
  name: string;
  /** Within the node's data, dotted. */
  path: string;
  value: unknown;
  onValue: (value: unknown) => void;
  nodeId: string;
  /** The object the field is in. */
  siblings: Record<string, unknown>;
}
export type Widget = ComponentType<FieldProps>;
/** Draws any field; given down, because lists and forms hold one another. */
export const AnyField = createContext<Widget>(() => null);

export const labelFor = ({ form, name }: FieldProps): string => labelOf(form, name);

/** What the problem list says about exactly this field. */
export function useFieldError({
  nodeId,
  path,
}: Pick<FieldProps, "nodeId" | "path">): string | undefined {
  const builder = useBuilder();
  const found = builder.problemsOf.value.get(nodeId)?.find((problem) => problem.path === path);
  return found && wordProblem(found, builder);
}

export const textOf = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
