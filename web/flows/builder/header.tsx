import {
  ArrowLeft,
  CircleCheck,
  Redo2,
  Rocket,
  Search,
  Settings2,
  TriangleAlert,
  Undo2,
} from "lucide-preact";
import { t, type PlainKey } from "../../i18n/i18n.ts";
import { formatTime } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton, IconLink } from "../../ui/icon-button.tsx";
import type { Autosave, SaveState } from "./autosave.ts";
import { type Mode, useBuilder } from "./builder.ts";

interface Props {
  saves: Autosave;
  onPublish: () => void;
}

export function Header({ saves, onPublish }: Props) {
  const builder = useBuilder();
  const { name } = builder.flow.value;
  const isBuilding = builder.mode.value !== "results";
  return (
    <header class="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface px-3 py-1.5">
      <IconLink label={t("flows.back")} icon={ArrowLeft} href="/flows" class="rtl:-scale-x-100" />
      <div class="min-w-0 flex-1">
        <h1 tabIndex={-1} class="truncate font-display text-lg leading-6 font-semibold">
          <bdi>{name}</bdi>
        </h1>
        <SaveLine saves={saves} />
      </div>
      <ModeSwitch />
      <div class="flex items-center justify-end gap-1 md:min-w-0 md:flex-1">
        {isBuilding && <ProblemButton />}
        <IconButton
          label={t("flows.searchSteps")}
          icon={Search}
          onClick={() => (builder.panel.value = "search")}
        />
        {builder.writes && isBuilding && (
          <>
            <span class="contents max-md:hidden">
              <IconButton
                label={t("common.undo")}
                icon={Undo2}
                disabled={builder.history.value.past.length === 0}
                onClick={() => builder.undo()}
                class="max-md:hidden!"
              />
              <IconButton
                label={t("flows.redo")}
                icon={Redo2}
                disabled={builder.history.value.future.length === 0}
                onClick={() => builder.redo()}
                class="max-md:hidden!"
              />
            </span>
            <IconButton
              label={t("flows.settings")}
              icon={Settings2}
              onClick={() => (builder.panel.value = "settings")}
            />
          </>
        )}
        {builder.writes && (
          <Button
            variant="primary"
            class="ms-1"
            icon={<Rocket size={16} strokeWidth={2} />}
            onClick={onPublish}
          >
            <span class="max-sm:sr-only">{t("flows.publish")}</span>
          </Button>
        )}
      </div>
    </header>
  );
}

const saveWords: Record<SaveState, PlainKey> = {
  saved: "flows.saved",
  waiting: "flows.saving",
  saving: "flows.saving",
  failed: "flows.notSaved",
  conflict: "flows.conflictShort",
};

function SaveLine({ saves }: { saves: Autosave }) {
  const builder = useBuilder();
  const { publishedVersion } = builder.flow.value;
  const state = saves.state.value;
  const at = saves.savedAt.value;
  const version =
    publishedVersion === null
      ? t("flows.neverPublished")
      : t("flows.versionLive", { version: publishedVersion });
  const saved =
    state === "saved" && at ? t("flows.savedAt", { time: formatTime(at) }) : t(saveWords[state]);
  return (
    <p
      role="status"
      class={`truncate text-xs ${state === "failed" || state === "conflict" ? "text-bad-ink" : "text-ink-3"}`}
    >
      {builder.writes ? `${version} · ${saved}` : `${version} · ${t("flows.readOnly")}`}
    </p>
  );
}

const modes: readonly [Mode, PlainKey][] = [
  ["build", "flows.modeBuild"],
  ["test", "flows.modeTest"],
  ["results", "flows.modeResults"],
];

function ModeSwitch() {
  const builder = useBuilder();
  return (
    <div
      role="group"
      aria-label={t("flows.mode")}
      class="flex rounded-lg bg-canvas p-0.5 max-md:order-last max-md:w-full"
    >
      {modes.map(([mode, word]) => (
        <button
          key={mode}
          type="button"
          aria-pressed={builder.mode.value === mode}
          class="min-h-8 flex-1 rounded-md px-3.5 text-sm font-medium text-ink-2 hover:text-ink aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow-sm max-md:min-h-11"
          onClick={() => {
            builder.lit.value = null;
            builder.figures.value = null;
            builder.mode.value = mode;
          }}
        >
          {t(word)}
        </button>
      ))}
    </div>
  );
}

function ProblemButton() {
  const builder = useBuilder();
  const problems = builder.problems.value;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const isFine = problems.length === 0;
  const tint = isFine
    ? "text-ink-3"
    : errors > 0
      ? "bg-bad-soft text-bad-ink"
      : "bg-warn-soft text-warn-ink";
  const Glyph = isFine ? CircleCheck : TriangleAlert;
  return (
    <button
      type="button"
      aria-expanded={builder.panel.value === "problems"}
      class={`flex min-h-9 items-center gap-1.5 rounded-lg px-2.5 text-sm font-semibold whitespace-nowrap max-md:min-h-11 ${tint}`}
      onClick={() => (builder.panel.value = builder.panel.value === "problems" ? null : "problems")}
    >
      <Glyph size={16} strokeWidth={2.1} aria-hidden="true" />
      <span class={isFine ? "sr-only" : "max-md:sr-only"}>
        {isFine ? t("flows.allFine") : t("flows.toFix", { count: problems.length })}
      </span>
      {!isFine && <span class="nums md:hidden">{problems.length}</span>}
    </button>
  );
}
