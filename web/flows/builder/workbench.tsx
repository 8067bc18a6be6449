import { Plus } from "lucide-preact";
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import type { ApiReceived } from "../../api.ts";
import { t } from "../../i18n/i18n.ts";
import { useLate } from "../../inbox/late.ts";
import { useTitle } from "../../lib/title.ts";
import { Button } from "../../ui/button.tsx";
import { PageSpinner } from "../../ui/spinner.tsx";
import { Palette } from "../panels/palette.tsx";
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
  // Nothing of it is needed to draw the flow; it is there by the time somebody chooses a step.
  const Late = useLate(Canvas !== null, () => import("../panels/late.ts"));
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
            {Late && <Late.SidePanel />}
            <AddButton />
          </div>
          <End late={Late} />
        </div>
      </div>
      {Late && builder.wanted.value && <Late.Picker wanted={builder.wanted.value} />}
      {Late && builder.panel.value === "settings" && <Late.SettingsDialog />}
      {Late && isPublishing && (
        <Late.PublishDialog saves={saves} onClose={() => setPublishing(false)} />
      )}
    </BuilderContext.Provider>
  );
}

function Start() {
  const builder = useBuilder();
  return builder.writes && builder.mode.value === "build" ? <Palette /> : null;
}

/** Testing and results are fetched when they are first opened. */
function End({ late: Late }: { late: typeof import("../panels/late.ts") | null }) {
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
  if (!Late) return null;
  return builder.chosen.value.size > 1 ? <Late.Several /> : <Late.Inspector />;
}

/** Where there is no room for the palette. */
function AddButton() {
  const builder = useBuilder();
  if (!builder.writes || builder.mode.value !== "build") return null;
  return (
    <div class="absolute end-4 bottom-10 z-10 lg:hidden">
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
