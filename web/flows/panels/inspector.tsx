import { Copy, Trash2, X } from "lucide-preact";
import { t } from "../../i18n/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { useBuilder } from "../builder/builder.ts";
import type { KindInfo } from "../builder/kinds.ts";
import { groupTints } from "../builder/kinds.ts";
import { SchemaForm } from "../form/schema-form.tsx";
import type { DraftNode } from "../graph/draft.ts";
import { Preview } from "../preview/preview.tsx";
import { wordProblem } from "../problems/words.ts";
import { Outputs } from "./outputs.tsx";

/** The chosen step: what it says and does, and where it leads. */
export function Inspector() {
  const builder = useBuilder();
  const node = builder.node.value;
  const kind = node && builder.kindOf(node.type);
  if (!node || !kind) return null;
  const isOnly = kind.role === "start";
  return (
    <aside
      aria-label={t("flows.stepSettings")}
      class="flex w-80 shrink-0 flex-col overflow-hidden border-s border-line bg-surface max-lg:absolute max-lg:inset-y-0 max-lg:end-0 max-lg:z-20 max-lg:shadow-lg max-md:w-full"
    >
      <Head node={node} kind={kind} isOnly={isOnly} />
      <div class="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto p-4">
        <General node={node} />
        <Field label={t("flows.stepName")} optional>
          {(control) => (
            <input
              {...control}
              dir="auto"
              maxLength={120}
              autocomplete="off"
              readOnly={!builder.writes}
              placeholder={kind.title}
              class="control text-sm"
              value={node.label ?? ""}
              onInput={(event) => builder.setLabel(node.id, event.currentTarget.value)}
            />
          )}
        </Field>
        <Preview kind={kind} data={node.data} />
        <SchemaForm
          form={kind.form}
          data={node.data}
          nodeId={node.id}
          onData={(data, field) => builder.setData(node.id, data, field)}
        />
        <Outputs node={node} />
      </div>
      {builder.writes && !isOnly && (
        <footer class="border-t border-line p-2">
          <Button
            variant="ghost"
            size="sm"
            class="text-bad-ink!"
            icon={<Trash2 size={15} strokeWidth={2} />}
            onClick={() => builder.removeChosen()}
          >
            {t("flows.deleteStep")}
            <Kbd>Del</Kbd>
          </Button>
        </footer>
      )}
    </aside>
  );
}

function Head({ node, kind, isOnly }: { node: DraftNode; kind: KindInfo; isOnly: boolean }) {
  const builder = useBuilder();
  return (
    <header class="flex items-center gap-2.5 border-b border-line py-2.5 ps-4 pe-2">
      <span class={`grid size-9 shrink-0 place-items-center rounded-lg ${groupTints[kind.group]}`}>
        <kind.icon size={18} strokeWidth={1.9} />
      </span>
      <span class="min-w-0 flex-1">
        {node.label !== undefined && (
          <span class="block truncate text-xs text-ink-3">{kind.title}</span>
        )}
        <h2 class="truncate text-base font-semibold">
          <bdi>{builder.titleOf(node)}</bdi>
        </h2>
      </span>
      {builder.writes && !isOnly && (
        <IconButton
          label={t("flows.duplicateStep")}
          icon={Copy}
          onClick={() => builder.duplicate()}
        />
      )}
      <IconButton
        label={t("common.close")}
        icon={X}
        onClick={() => (builder.chosen.value = new Set())}
      />
    </header>
  );
}

/** Problems that belong to no field of the form. */
function General({ node }: { node: DraftNode }) {
  const builder = useBuilder();
  const outputs = new Set(builder.outputsOf(node).map(({ id }) => id));
  const general = (builder.problemsOf.value.get(node.id) ?? []).filter(
    ({ path }) => path === null || outputs.has(path),
  );
  if (general.length === 0) return null;
  return (
    <ul class="flex flex-col gap-1 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn-ink">
      {general.map((problem) => (
        <li key={`${problem.code}${problem.path}`}>{wordProblem(problem, builder)}</li>
      ))}
    </ul>
  );
}
