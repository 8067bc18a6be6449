import { useRoute } from "preact-iso";
import { useLate } from "../inbox/late.ts";
import { useApi } from "../lib/query.ts";
import { ErrorState } from "../ui/states.tsx";
import { PageSpinner } from "../ui/spinner.tsx";
import { Workbench } from "./builder/workbench.tsx";

/** React Flow is large: it is fetched beside the flow itself, and the page stands before either arrives. */
export function BuilderPage() {
  const id = useRoute().params["id"] ?? "";
  const flow = useApi("getFlow", { params: { id } });
  const kinds = useApi("listNodeKinds", {});
  const Canvas = useLate(true, async () => (await import("./canvas/canvas.tsx")).Canvas);
  if (flow.isError) return <ErrorState error={flow.error} retry={() => void flow.refetch()} />;
  if (kinds.isError) return <ErrorState error={kinds.error} retry={() => void kinds.refetch()} />;
  if (flow.isPending || kinds.isPending || flow.data.id !== id) return <PageSpinner />;
  return <Workbench key={id} flow={flow.data} kinds={kinds.data.kinds} canvas={Canvas} />;
}
