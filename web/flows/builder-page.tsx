import { useRoute } from "preact-iso";
import "./routes.ts";
import { useLate } from "../inbox/late.ts";
import { useApi } from "../lib/query.ts";
import { ErrorState, Skeleton } from "../ui/states.tsx";
import { PageSpinner } from "../ui/spinner.tsx";

/** The page stands at once; the workbench, and React Flow after it, are fetched while the flow itself is. */
export function BuilderPage() {
  const id = useRoute().params["id"] ?? "";
  const flow = useApi("getFlow", { params: { id } });
  const kinds = useApi("listNodeKinds", {});
  const Workbench = useLate(true, async () => (await import("./builder/workbench.tsx")).Workbench);
  const Canvas = useLate(true, async () => (await import("./canvas/canvas.tsx")).Canvas);
  if (flow.isError) return <ErrorState error={flow.error} retry={() => void flow.refetch()} />;
  if (kinds.isError) return <ErrorState error={kinds.error} retry={() => void kinds.refetch()} />;
  if (flow.isPending || kinds.isPending || flow.data.id !== id || !Workbench) return <Frame />;
  return <Workbench key={id} flow={flow.data} kinds={kinds.data.kinds} canvas={Canvas} />;
}

const Frame = () => (
  <div class="flex h-full flex-col">
    <div class="flex h-14 items-center border-b border-line bg-surface px-4">
      <Skeleton class="h-5 w-48" />
    </div>
    <PageSpinner />
  </div>
);
