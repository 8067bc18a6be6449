import { UsersRound } from "lucide-preact";
import { api } from "../../api.ts";
import { t } from "../../i18n/i18n.ts";
import { queryClient } from "../../lib/query.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { toastError } from "../../ui/toast.ts";
import type { Autosave } from "./autosave.ts";
import { useBuilder } from "./builder.ts";

/** Somebody else saved meanwhile: theirs or mine, and undo brings the other back. */
export function ConflictBanner({ saves }: { saves: Autosave }) {
  const builder = useBuilder();
  if (saves.state.value !== "conflict") return null;
  const settle = async (mine: boolean) => {
    try {
      const { id } = builder.flow.value;
      const { flowData, ...flow } = await queryClient.fetchQuery({
        queryKey: ["getFlow", "latest", id],
        queryFn: () => api("getFlow", { params: { id } }),
        staleTime: 0,
      });
      builder.flow.value = flow;
      const kept = builder.draft.value;
      builder.commit(flowData);
      if (mine) builder.commit(kept);
      saves.rebase(flow.revision);
    } catch (error) {
      toastError(error);
    }
  };
  return (
    <div class="border-b border-line bg-surface p-2">
      <Banner
        tone="warn"
        icon={UsersRound}
        urgent
        action={
          <span class="flex flex-wrap justify-end gap-2">
            <Button size="sm" onClick={() => void settle(false)}>
              {t("flows.takeTheirs")}
            </Button>
            <Button size="sm" variant="primary" onClick={() => void settle(true)}>
              {t("flows.keepMine")}
            </Button>
          </span>
        }
      >
        {t("flows.conflict")}
      </Banner>
    </div>
  );
}
