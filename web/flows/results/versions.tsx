import { useQueryClient } from "@tanstack/preact-query";
import { History } from "lucide-preact";
import { useState } from "preact/hooks";
import { api } from "../../api.ts";
import { t } from "../../i18n/i18n.ts";
import { formatDateTime } from "../../lib/format.ts";
import { useApi } from "../../lib/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { confirm } from "../../ui/confirm.ts";
import { Pagination } from "../../ui/pagination.tsx";
import { ErrorState, SkeletonRows } from "../../ui/states.tsx";
import { toastError } from "../../ui/toast.ts";
import { useBuilder } from "../builder/builder.ts";

export function Versions() {
  const builder = useBuilder();
  const [page, setPage] = useState(1);
  const [compared, setCompared] = useState<number | null>(null);
  const { id, publishedVersion } = builder.flow.value;
  const versions = useApi("listFlowVersions", { params: { id }, query: { page, limit: 20 } });
  if (versions.isPending) return <SkeletonRows count={4} />;
  if (versions.isError)
    return <ErrorState error={versions.error} retry={() => void versions.refetch()} />;
  if (versions.data.data.length === 0)
    return <p class="text-sm text-ink-3">{t("flows.noVersions")}</p>;
  return (
    <>
      <ol class="flex flex-col divide-y divide-line">
        {versions.data.data.map((version) => (
          <li key={version.id} class="flex flex-col gap-1 py-3 first:pt-0">
            <span class="flex items-center gap-2 text-sm font-semibold">
              {t("flows.versionNumber", { version: version.number })}
              {version.number === publishedVersion && <Badge tone="info">{t("flows.live")}</Badge>}
            </span>
            <time dateTime={version.createdAt} class="nums text-xs text-ink-3">
              {formatDateTime(version.createdAt)}
            </time>
            {version.note && <bdi class="text-sm text-ink-2">{version.note}</bdi>}
            <span class="flex flex-wrap gap-1.5 pt-1">
              <Button
                size="sm"
                onClick={() => setCompared(compared === version.number ? null : version.number)}
                aria-expanded={compared === version.number}
              >
                {t("flows.compare")}
              </Button>
              {builder.writes && version.number !== publishedVersion && (
                <RollBack version={version.number} />
              )}
            </span>
            {compared === version.number && <Differences from={version.number} />}
          </li>
        ))}
      </ol>
      <Pagination page={page} pages={versions.data.pagination.totalPages} onPage={setPage} />
    </>
  );
}

function RollBack({ version }: { version: number }) {
  const builder = useBuilder();
  const client = useQueryClient();
  const { id } = builder.flow.value;
  const rollBack = async () => {
    const yes = await confirm({
      title: t("flows.rollBackTitle", { version }),
      body: t("flows.rollBackBody"),
      action: t("flows.rollBack"),
    });
    if (!yes) return;
    try {
      await api("rollBackFlow", { params: { id, version } });
      await client.invalidateQueries({ queryKey: ["listFlows"] });
      // The draft on the server is another one now.
      location.reload();
    } catch (error) {
      toastError(error);
    }
  };
  return (
    <Button size="sm" icon={<History size={14} strokeWidth={2} />} onClick={() => void rollBack()}>
      {t("flows.rollBack")}
    </Button>
  );
}

const words = {
  added: "flows.diffAdded",
  removed: "flows.diffRemoved",
  changed: "flows.diffChanged",
} as const;

/** What the draft changes in that version. */
function Differences({ from }: { from: number }) {
  const builder = useBuilder();
  const { id } = builder.flow.value;
  const diff = useApi("diffFlow", { params: { id }, query: { from, to: "draft" } });
  if (!diff.data) return <SkeletonRows count={1} />;
  if (diff.data.changes.length === 0)
    return <p class="text-xs text-ink-3">{t("flows.noDifference")}</p>;
  const nameOf = (nodeId: string): string => {
    const node = builder.draft.value.nodes.find((one) => one.id === nodeId);
    return node ? builder.titleOf(node) : nodeId;
  };
  return (
    <ul class="flex flex-col gap-1 rounded-lg bg-canvas p-2.5 text-xs">
      {diff.data.changes.map((change) => (
        <li key={`${change.what}${change.id}`} class="break-words">
          {t(words[change.kind], { name: nameOf(change.id) })}
        </li>
      ))}
    </ul>
  );
}
