import { useId, useState } from "preact/hooks";
import { t } from "../../i18n/i18n.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { type Wanted, useBuilder } from "../builder/builder.ts";
import { nextIndex } from "../../ui/roving.ts";
import { Tile, groupWords, matching } from "./palette.tsx";

/** Chooses the kind of the next step: type, arrows, Enter. */
export function Picker({ wanted }: { wanted: Wanted }) {
  const builder = useBuilder();
  const id = useId();
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const found = matching(builder.kinds.list, search);
  const close = () => {
    builder.wanted.value = null;
  };
  const pick = (type: string | undefined) => {
    if (type === undefined) return;
    close();
    const added = builder.add(type, wanted);
    if (added && !wanted.at) builder.focus.value = { ids: [] };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      pick(found[at]?.type);
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const next =
      nextIndex(
        event.key,
        at,
        found.map(({ title }) => title),
      ) ?? 0;
    setAt(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Dialog title={t("flows.addStep")} size="sm" onClose={close}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found[at] ? `${id}-${at}` : undefined}
        aria-label={t("flows.findStep")}
        placeholder={t("flows.findStep")}
        autocomplete="off"
        autofocus
        class="control mb-2 text-sm"
        value={search}
        onInput={(event) => {
          setSearch(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul
        id={id}
        role="listbox"
        aria-label={t("flows.steps")}
        class="-mx-2 max-h-72 overflow-y-auto"
      >
        {found.map((kind, i) => (
          <li
            key={kind.type}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            class={`flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 text-sm max-md:min-h-11 ${i === at ? "bg-selected" : "hover:bg-hover"}`}
            onClick={() => pick(kind.type)}
          >
            <Tile kind={kind} />
            <span class="min-w-0 flex-1 truncate">{kind.title}</span>
            <span class="text-2xs text-ink-3">{t(groupWords[kind.group])}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="py-3 text-sm text-ink-3">{t("flows.noSuchStep")}</p>}
    </Dialog>
  );
}
