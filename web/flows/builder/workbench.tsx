import { Plus } from "lucide-preact";
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import type { ApiReceived } from "../../api.ts";
import { t } from "../../i18n/i18n.ts";
import { useLate } from "../../inbox/late.ts";
import { useTitle } from "../../lib/title.ts";
import { Button } from "../../ui/button.tsx";
import { PageSpinner } from "../../ui/spinner.tsx";
import { Inspector } from "../panels/inspector.tsx";
import { Palette } from "../panels/palette.tsx";
import { Picker } from "../panels/picker.tsx";
import { PublishDialog } from "../panels/publish-dialog.tsx";
import { SettingsDialog } from "../panels/settings-dialog.tsx";
import { SidePanel } from "../panels/side-panel.tsx";
import { Several } from "../panels/several.tsx";
import { BuilderContext, useBuilder } from "./builder.ts";
import { ConflictBanner } from "./conflict.tsx";
import { Header } from "./header.tsx";
import { useBuilderKeys } from "./keys.ts";
import { useEditing } from "./use-builder.ts";

interface Props {
  flow: ApiReceived<"getFlow">;
  kinds: ApiReceived<"listNodeKinds">["kinds"];
  canvas: ComponentType | null;
}

export function Workbench({ flow, kinds, canvas: Canvas }: Props) {
  const { builder, saves } = useEditing(flow, kinds);
  const [isPublishing, setPublishing] = useState(false);
  useTitle(flow.name);
  useBuilderKeys(builder);
  return (
    <BuilderContext.Provider value={builder}>
      <div class="flex h-full flex-col">
        <Header saves={saves} onPublish={() => setPublishing(true)} />
        <ConflictBanner saves={saves} />
        <div class="relative flex min-h-0 flex-1">
          <Start />
          <div class="relative min-w-0 flex-1">
            {Canvas ? <Canvas /> : <PageSpinner />}
            <SidePanel />
            <AddButton />
          </div>
          <End />
        </div>
      </div>
      <Wanted />
      {builder.panel.value === "settings" && <SettingsDialog />}
      {isPublishing && <PublishDialog saves={saves} onClose={() => setPublishing(false)} />}
    </BuilderContext.Provider>
  );
}

function Start() {
  const builder = useBuilder();
  return builder.writes && builder.mode.value === "build" ? <Palette /> : null;
}

/** Testing and results are fetched when they are first opened. */
function End() {
  const builder = useBuilder();
  const mode = builder.mode.value;
  const TestDrawer = useLate(
    mode === "test",
    async () => (await import("../test/drawer.tsx")).TestDrawer,
  );
  const Results = useLate(
    mode === "results",
    async () => (await import("../results/results.tsx")).Results,
  );
  if (mode === "test") return TestDrawer && <TestDrawer />;
  if (mode === "results") return Results && <Results />;
  return builder.chosen.value.size > 1 ? <Several /> : <Inspector />;
}

function Wanted() {
  const builder = useBuilder();
  const wanted = builder.wanted.value;
  return wanted && <Picker wanted={wanted} />;
}

/** Where there is no room for the palette. */
function AddButton() {
  const builder = useBuilder();
  if (!builder.writes || builder.mode.value !== "build") return null;
  return (
    <div class="absolute end-4 bottom-4 z-10 lg:hidden">
      <Button
        variant="primary"
        size="lg"
        icon={<Plus size={18} strokeWidth={2.2} />}
        onClick={() => (builder.wanted.value = builder.nextWanted())}
      >
        {t("flows.addStep")}
      </Button>
    </div>
  );
}
