import { t } from "../../i18n/i18n.ts";
import { SelectField } from "../../ui/select.tsx";
import { useBuilder } from "../builder/builder.ts";
import type { DraftNode } from "../graph/draft.ts";

const NEW = "+";

/** Each way out with where it leads: links without a pointer. */
export function Outputs({ node }: { node: DraftNode }) {
  const builder = useBuilder();
  const outputs = builder.outputsOf(node);
  if (outputs.length === 0) return null;
  const draft = builder.draft.value;
  const targets = draft.nodes.filter(
    ({ id, type }) => id !== node.id && builder.kindOf(type)?.role !== "start",
  );
  return (
    <fieldset class="flex min-w-0 flex-col gap-3 border-t border-line pt-4">
      <legend class="float-start text-sm font-semibold text-ink">{t("flows.goesTo")}</legend>
      {outputs.map(({ id, label, optional }) => {
        const from = { source: node.id, sourceHandle: id };
        const edge = draft.edges.find((one) => one.source === node.id && one.sourceHandle === id);
        return (
          <SelectField
            key={id}
            label={label || id}
            disabled={!builder.writes}
            value={edge?.target ?? ""}
            options={[
              { value: "", label: t(optional ? "flows.endsHere" : "flows.notLinked") },
              { value: NEW, label: t("flows.newStep") },
              ...targets.map((target) => ({ value: target.id, label: builder.titleOf(target) })),
            ]}
            onChange={({ currentTarget }) => {
              const { value } = currentTarget;
              currentTarget.value = edge?.target ?? "";
              if (value === NEW) builder.wanted.value = { after: from };
              else if (value === "") builder.disconnect(from);
              else builder.connect(from, value);
            }}
          />
        );
      })}
    </fieldset>
  );
}
