import { X } from "lucide-preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n/i18n.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { useBuilder } from "../builder/builder.ts";
import type { DraftNode } from "../graph/draft.ts";
import { groupTints } from "../builder/kinds.ts";
import { ProblemList } from "../problems/panel.tsx";

/** Hangs below the header: what is to fix, or the search through all steps. */
export function SidePanel() {
  const builder = useBuilder();
  const shown = builder.panel.value;
  if (shown !== "problems" && shown !== "search") return null;
  const close = () => {
    builder.panel.value = null;
  };
  const title = t(shown === "problems" ? "flows.problems" : "flows.searchSteps");
  return (
    <section
      aria-label={title}
      class="absolute end-3 top-3 z-30 flex max-h-[min(26rem,calc(100%-1.5rem))] w-84 max-w-[calc(100%-1.5rem)] animate-slide-up flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-lg"
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <header class="flex items-center ps-4 pe-2 pt-2">
        <h2 class="flex-1 text-sm font-semibold">{title}</h2>
        <IconButton label={t("common.close")} icon={X} size={15} onClick={close} />
      </header>
      {shown === "problems" ? (
        <div class="overflow-y-auto p-2">
          <ProblemList />
        </div>
      ) : (
        <Finder onDone={close} />
      )}
    </section>
  );
}

/** All texts of a step, for the search. */
function textsOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  return Object.values(value).map(textsOf).join(" ");
}

function Finder({ onDone }: { onDone: () => void }) {
  const builder = useBuilder();
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLocaleLowerCase();
  const matches = (node: DraftNode): boolean =>
    `${builder.titleOf(node)} ${builder.kindOf(node.type)?.title ?? ""} ${textsOf(node.data)}`
      .toLocaleLowerCase()
      .includes(wanted);
  const found = builder.draft.value.nodes.filter(matches);
  return (
    <>
      <div class="px-3 py-2">
        <input
          type="search"
          ref={(field) => field?.focus()}
          aria-label={t("flows.searchSteps")}
          placeholder={t("flows.searchHint")}
          autocomplete="off"
          class="control text-sm"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            const [first] = found;
            if (event.key !== "Enter" || !first) return;
            builder.show(first.id);
            onDone();
          }}
        />
      </div>
      <ul class="min-h-0 overflow-y-auto px-2 pb-2">
        {found.slice(0, 50).map((node) => {
          const kind = builder.kindOf(node.type);
          return (
            <li key={node.id}>
              <button
                type="button"
                class="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-start text-sm hover:bg-hover max-md:min-h-11"
                onClick={() => {
                  builder.show(node.id);
                  onDone();
                }}
              >
                {kind && (
                  <span
                    class={`grid size-7 place-items-center rounded-md ${groupTints[kind.group]}`}
                  >
                    <kind.icon size={14} strokeWidth={2} />
                  </span>
                )}
                <bdi class="min-w-0 truncate">{builder.titleOf(node)}</bdi>
              </button>
            </li>
          );
        })}
        {found.length === 0 && (
          <li class="px-2 py-3 text-sm text-ink-3">{t("flows.nothingFound")}</li>
        )}
      </ul>
    </>
  );
}
