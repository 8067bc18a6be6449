import { Inbox, Plug, Search, SlidersHorizontal } from "lucide-preact";
import type { Conversation } from "../../src/conversations/schema.ts";
import { t } from "../i18n/i18n.ts";
import { useApi } from "../lib/query.ts";
import { can } from "../lib/session.ts";
import { useTitle } from "../lib/title.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu } from "../ui/menu.tsx";
import { SearchBox } from "../ui/search-box.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "../ui/states.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { ConversationRow } from "./conversation-row.tsx";
import type { ListFilter, useConversations } from "./conversations.ts";
import { useLate } from "./late.ts";
import { statusWords } from "./words.ts";

interface Props {
  filter: ListFilter;
  onFilter: (change: Partial<ListFilter>) => void;
  /** What is being typed; the filter follows a moment later. */
  search: string;
  onSearch: (text: string) => void;
  list: ReturnType<typeof useConversations>;
  rows: Conversation[];
  selected: string | undefined;
}

const panel = "inbox-conversations";
/** Drawn while the code for long lists is on its way. */
const firstScreen = 20;

export function ConversationList(props: Props) {
  const { filter, onFilter, search, onSearch } = props;
  const counts = useApi("countConversations", {}).data;
  const AlertsButton = useLate(true, () =>
    import("./alerts-button.tsx").then((m) => m.AlertsButton),
  );
  const unread = counts?.unread ?? 0;
  useTitle(unread > 0 ? `(${unread}) ${t("shell.inbox")}` : t("shell.inbox"));
  return (
    <section
      aria-label={t("inbox.conversations")}
      class="flex h-full min-h-0 w-full flex-col border-line bg-surface md:w-[300px] md:shrink-0 md:border-e lg:w-[352px]"
    >
      <header class="px-5 pt-4">
        <div class="flex h-8 items-center gap-1">
          <h1 tabIndex={-1} class="font-display text-xl font-semibold">
            {t("shell.inbox")}
          </h1>
          <span class="ms-auto" />
          {AlertsButton && <AlertsButton />}
          <StatusMenu status={filter.status} onStatus={(status) => onFilter({ status })} />
        </div>
        <SearchBox
          label={t("inbox.search")}
          placeholder={t("inbox.searchPlaceholder")}
          value={search}
          onValue={onSearch}
          class="mt-3"
        />
        <div class="mt-3">
          <Tabs
            label={t("inbox.queues")}
            controls={panel}
            selected={filter.queue}
            onSelect={(queue) => onFilter({ queue })}
            tabs={[
              { id: "mine", label: t("inbox.mine"), count: counts?.mine },
              { id: "unassigned", label: t("inbox.unassigned"), count: counts?.unassigned },
              { id: "all", label: t("inbox.all"), count: counts?.all },
            ]}
          />
        </div>
      </header>
      <div
        id={panel}
        role="tabpanel"
        aria-label={t(`inbox.${filter.queue}`)}
        class="flex min-h-0 flex-1 flex-col"
      >
        <Rows {...props} />
      </div>
    </section>
  );
}

const StatusMenu = ({
  status,
  onStatus,
}: {
  status: ListFilter["status"];
  onStatus: (status: ListFilter["status"]) => void;
}) => (
  <Menu
    items={(["open", "pending", "resolved", "closed", "any"] as const).map((value) => ({
      label: t(value === "any" ? "inbox.statusAny" : statusWords[value]),
      checked: value === status,
      onSelect: () => onStatus(value),
    }))}
    trigger={(props) => (
      <IconButton
        {...props}
        label={t("inbox.filter")}
        icon={SlidersHorizontal}
        aria-pressed={status !== "open"}
      />
    )}
  />
);

function Rows({ list, rows, selected, filter, onFilter, onSearch }: Props) {
  const VirtualRows = useLate(true, () => import("./virtual-rows.tsx").then((m) => m.VirtualRows));
  if (list.isPending) return <SkeletonRows count={8} />;
  if (list.isError && rows.length === 0)
    return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (rows.length === 0)
    return <Empty filter={filter} onFilter={onFilter} onClear={() => onSearch("")} />;
  const more = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  return (
    <div class="min-h-0 flex-1 overflow-y-auto px-2 pt-2 [overflow-anchor:none]">
      {VirtualRows ? (
        <VirtualRows rows={rows} selected={selected} onEnd={more} />
      ) : (
        rows.slice(0, firstScreen).map((row) => (
          <div key={row.id} class="pb-0.5">
            <ConversationRow row={row} on={row.id === selected} />
          </div>
        ))
      )}
    </div>
  );
}

function Empty({
  filter,
  onFilter,
  onClear,
}: Pick<Props, "filter" | "onFilter"> & { onClear: () => void }) {
  const connections = useApi("listConnections", { query: { page: 1, limit: 200 } });
  if (filter.search)
    return (
      <EmptyState
        icon={Search}
        title={t("inbox.emptySearch", { search: filter.search })}
        body={t("inbox.emptySearchBody")}
      >
        <Button onClick={onClear}>{t("inbox.clearSearch")}</Button>
      </EmptyState>
    );
  if (connections.data?.data.length === 0)
    return (
      <EmptyState
        icon={Plug}
        title={t("inbox.emptyConnections")}
        body={t("inbox.emptyConnectionsBody")}
      >
        {can("connections.write") && (
          <a href="/connections" class={buttonClass({ variant: "primary" })}>
            {t("inbox.connectNumber")}
          </a>
        )}
      </EmptyState>
    );
  const elsewhere = filter.queue !== "all";
  return (
    <EmptyState
      icon={Inbox}
      title={t(elsewhere ? "inbox.emptyQueue" : "inbox.emptyAll")}
      body={t(elsewhere ? "inbox.emptyQueueBody" : "inbox.emptyAllBody")}
    >
      {elsewhere && (
        <Button onClick={() => onFilter({ queue: "all" })}>{t("inbox.showAll")}</Button>
      )}
    </EmptyState>
  );
}
