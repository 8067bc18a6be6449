import { FileUp, Plus, Search, Workflow } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import { t } from "../../i18n/i18n.ts";
import "../routes.ts";
import { useLate } from "../../inbox/late.ts";
import { useDebounced } from "../../lib/debounce.ts";
import { useApi } from "../../lib/query.ts";
import { can } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Page, PageHeader } from "../../ui/page-header.tsx";
import { Pagination } from "../../ui/pagination.tsx";
import { SearchBox } from "../../ui/search-box.tsx";
import { Select } from "../../ui/select.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "../../ui/states.tsx";
import { Table } from "../../ui/table.tsx";
import { useImport } from "./flow-actions.tsx";
import { columns } from "./flow-columns.tsx";
import { type FlowStatus, isStatus, statusWords } from "./flow-words.ts";

const pageSize = 50;

export function FlowsPage() {
  const [search, setSearch] = useState("");
  const [status, setStatus] = useState<FlowStatus | "">("");
  const [page, setPage] = useState(1);
  const [isCreating, setCreating] = useState(false);
  const CreateDialog = useLate(
    isCreating,
    async () => (await import("./create-dialog.tsx")).CreateDialog,
  );
  const wanted = useDebounced(search);
  const writes = can("flows.write");
  const flows = useApi("listFlows", {
    query: { page, limit: pageSize, ...(wanted && { search: wanted }), ...(status && { status }) },
  });
  const isFiltered = wanted !== "" || status !== "";
  return (
    <Page>
      <PageHeader
        title={t("flows.title")}
        body={t("flows.body")}
        actions={writes && <Actions onCreate={() => setCreating(true)} />}
      />
      <div class="flex flex-wrap gap-2 pb-4">
        <SearchBox
          label={t("flows.search")}
          placeholder={t("flows.search")}
          value={search}
          onValue={(text) => {
            setSearch(text);
            setPage(1);
          }}
          class="min-w-56 flex-1 md:max-w-sm"
        />
        <Select
          aria-label={t("flows.status")}
          class="w-44 max-md:w-full"
          value={status}
          options={[
            { value: "", label: t("flows.allStatuses") },
            ...Object.entries(statusWords).map(([value, key]) => ({ value, label: t(key) })),
          ]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setStatus(isStatus(value) ? value : "");
            setPage(1);
          }}
        />
      </div>
      {flows.isPending ? (
        <div class="rounded-xl border border-line bg-surface">
          <SkeletonRows />
        </div>
      ) : flows.isError ? (
        <ErrorState error={flows.error} retry={() => void flows.refetch()} />
      ) : flows.data.data.length === 0 ? (
        <EmptyState
          icon={isFiltered ? Search : Workflow}
          title={t(isFiltered ? "flows.nothingFound" : "flows.emptyTitle")}
          body={t(isFiltered ? "flows.filteredBody" : "flows.emptyBody")}
        >
          {writes && !isFiltered && (
            <Button variant="primary" onClick={() => setCreating(true)}>
              {t("flows.create")}
            </Button>
          )}
        </EmptyState>
      ) : (
        <>
          <Table
            label={t("flows.title")}
            columns={columns(writes)}
            rows={flows.data.data}
            rowKey={({ id }) => id}
          />
          <Pagination page={page} pages={flows.data.pagination.totalPages} onPage={setPage} />
        </>
      )}
      {isCreating && CreateDialog && <CreateDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}

function Actions({ onCreate }: { onCreate: () => void }) {
  const file = useRef<HTMLInputElement>(null);
  const importFile = useImport();
  return (
    <>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        aria-label={t("flows.import")}
        tabIndex={-1}
        class="sr-only"
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.files?.[0];
          currentTarget.value = "";
          if (chosen) void importFile(chosen);
        }}
      />
      <Button icon={<FileUp size={16} strokeWidth={2} />} onClick={() => file.current?.click()}>
        {t("flows.import")}
      </Button>
      <Button variant="primary" icon={<Plus size={16} strokeWidth={2.2} />} onClick={onCreate}>
        {t("flows.create")}
      </Button>
    </>
  );
}
