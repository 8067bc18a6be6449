import { Workflow } from "lucide-preact";
import { t } from "../../i18n/i18n.ts";
import { formatDateTime, formatRelative } from "../../lib/format.ts";
import { Badge } from "../../ui/badge.tsx";
import type { Column } from "../../ui/table.tsx";
import { valueWord } from "../graph/words.ts";
import { FlowActions } from "./flow-actions.tsx";
import { type FlowRow, statusTones, statusWords } from "./flow-words.ts";

const Status = ({ flow, class: extra = "" }: { flow: FlowRow; class?: string }) => (
  <Badge tone={statusTones[flow.status]} class={extra}>
    {t(statusWords[flow.status])}
  </Badge>
);

export const columns = (writes: boolean): Column<FlowRow>[] => [
  {
    id: "name",
    label: t("flows.name"),
    class: "max-md:w-full max-md:max-w-0",
    cell: (flow) => (
      <a href={`/flows/${flow.id}`} class="flex min-w-0 items-center gap-3">
        <span class="grid size-9 shrink-0 place-items-center rounded-lg bg-brand-soft text-brand-ink">
          <Workflow size={17} strokeWidth={1.9} />
        </span>
        <span class="min-w-0">
          <bdi class="block truncate font-medium text-ink">{flow.name}</bdi>
          <span class="flex min-w-0 items-center gap-1.5 text-xs text-ink-3">
            <Status flow={flow} class="md:hidden" />
            <bdi class="truncate">{flow.description ?? startsOn(flow)}</bdi>
          </span>
        </span>
      </a>
    ),
  },
  { id: "status", label: t("flows.status"), wide: true, cell: (flow) => <Status flow={flow} /> },
  {
    id: "starts",
    label: t("flows.startsOn"),
    wide: true,
    cell: (flow) => <span class="text-ink-2">{startsOn(flow)}</span>,
  },
  {
    id: "version",
    label: t("flows.version"),
    wide: true,
    cell: (flow) => <Version flow={flow} />,
  },
  {
    id: "changed",
    label: t("flows.changed"),
    wide: true,
    cell: ({ updatedAt }) => (
      <time dateTime={updatedAt} title={formatDateTime(updatedAt)} class="nums text-ink-3">
        {formatRelative(updatedAt)}
      </time>
    ),
  },
  {
    id: "actions",
    label: "",
    class: "w-12 text-end",
    cell: (flow) => <FlowActions flow={flow} writes={writes} />,
  },
];

const startsOn = ({ triggerTypes }: FlowRow): string =>
  triggerTypes.length === 0
    ? t("flows.noTrigger")
    : [...new Set(triggerTypes)].map(valueWord).join(", ");

const Version = ({ flow }: { flow: FlowRow }) => (
  <span class="flex items-center gap-1.5 text-ink-2">
    <span class="nums">{flow.publishedVersion === null ? "–" : flow.publishedVersion}</span>
    {flow.publishedVersion !== null && flow.hasChanges && (
      <Badge tone="warn">{t("flows.unpublished")}</Badge>
    )}
  </span>
);
