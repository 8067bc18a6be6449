import { useState } from "preact/hooks";
import { t, type PlainKey } from "../../i18n/i18n.ts";
import { SearchBox } from "../../ui/search-box.tsx";
import { useBuilder } from "../builder/builder.ts";
import { type Group, type KindInfo, groupTints, groups } from "../builder/kinds.ts";

export const groupWords: Record<Group, PlainKey> = {
  start: "flows.groupStart",
  messages: "flows.groupMessages",
  ask: "flows.groupAsk",
  logic: "flows.groupLogic",
  actions: "flows.groupActions",
  handover: "flows.groupHandover",
};
const STEP_MIME = "application/x-whatscrm-step";

export function matching(kinds: readonly KindInfo[], search: string): KindInfo[] {
  const words = search.trim().toLocaleLowerCase().split(/\s+/);
  const found = kinds.filter(({ title, type, role }) => {
    const text = `${title} ${type}`.toLocaleLowerCase();
    return role !== "start" && words.every((word) => text.includes(word));
  });
  // "end" means End, not Send message.
  const [first = ""] = words;
  const isLate = ({ title }: KindInfo): number =>
    title.toLocaleLowerCase().startsWith(first) ? 0 : 1;
  return found.toSorted((a, b) => isLate(a) - isLate(b));
}

/** The kinds of steps: dragged onto the canvas, or added behind the chosen step. */
export function Palette() {
  const builder = useBuilder();
  const [search, setSearch] = useState("");
  const found = matching(builder.kinds.list, search);
  return (
    <aside
      aria-label={t("flows.steps")}
      class="flex w-52 shrink-0 flex-col overflow-hidden border-e border-line bg-surface max-lg:hidden"
    >
      <div class="p-3 pb-1">
        <SearchBox
          label={t("flows.findStep")}
          placeholder={t("flows.findStep")}
          value={search}
          onValue={setSearch}
        />
      </div>
      <div class="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {groups.map((group) => (
          <KindGroup
            key={group}
            group={group}
            kinds={found.filter((kind) => kind.group === group)}
          />
        ))}
        {found.length === 0 && <p class="px-2 py-4 text-sm text-ink-3">{t("flows.noSuchStep")}</p>}
      </div>
    </aside>
  );
}

function KindGroup({ group, kinds }: { group: Group; kinds: readonly KindInfo[] }) {
  const builder = useBuilder();
  if (kinds.length === 0) return null;
  return (
    <section class="pt-3">
      <h2 class="px-2 pb-1 text-xs font-semibold text-ink-3">{t(groupWords[group])}</h2>
      {kinds.map((kind) => (
        <button
          key={kind.type}
          type="button"
          draggable
          class="flex w-full cursor-grab items-center gap-2.5 rounded-md px-2 py-1 text-start text-sm text-ink transition-colors hover:bg-hover active:cursor-grabbing"
          onDragStart={(event) => {
            event.dataTransfer?.setData(STEP_MIME, kind.type);
            if (event.dataTransfer) event.dataTransfer.effectAllowed = "copy";
          }}
          onClick={() => {
            const id = builder.add(kind.type, builder.nextWanted());
            if (id) builder.focus.value = { ids: [] };
          }}
        >
          <Tile kind={kind} />
          <span class="min-w-0 truncate">{kind.title}</span>
        </button>
      ))}
    </section>
  );
}

export const Tile = ({ kind }: { kind: KindInfo }) => (
  <span class={`grid size-7 shrink-0 place-items-center rounded-md ${groupTints[kind.group]}`}>
    <kind.icon size={15} strokeWidth={2} />
  </span>
);
