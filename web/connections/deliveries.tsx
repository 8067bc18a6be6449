import { useQueryClient } from "@tanstack/preact-query";
import { Truck } from "lucide-preact";
import { useState } from "preact/hooks";
import type { Connection } from "../../src/connections/schema.ts";
import { type ApiRow, api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { formatDateTime, formatNumber } from "../lib/format.ts";
import { useApi } from "../lib/query.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Pagination } from "../ui/pagination.tsx";
import { Select } from "../ui/select.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "../ui/states.tsx";
import { toast, toastError } from "../ui/toast.ts";

type Delivery = ApiRow<"listDeliveries">;

const states = {
  pending: "connections.statePending",
  processed: "connections.stateProcessed",
  failed: "connections.stateFailed",
  ignored: "connections.stateIgnored",
} as const;
const isState = (value: string): value is keyof typeof states => value in states;
const tones: Record<string, Tone> = { processed: "ok", failed: "bad", pending: "warn" };

export function Deliveries({
  connection,
  onClose,
}: {
  connection: Connection;
  onClose: () => void;
}) {
  const { id } = connection;
  const [page, setPage] = useState(1);
  const [state, setState] = useState<keyof typeof states | "">("");
  const list = useApi("listDeliveries", {
    params: { id },
    query: { page, limit: 20, ...(state && { state }) },
  });
  return (
    <Dialog
      title={t("connections.deliveriesOf", { name: connection.name })}
      size="lg"
      onClose={onClose}
    >
      <p class="pt-1 pb-3 text-sm text-pretty text-ink-3">{t("connections.deliveriesBody")}</p>
      <Select
        aria-label={t("connections.state")}
        class="mb-3 w-48"
        value={state}
        options={[
          { value: "", label: t("connections.everyState") },
          ...Object.entries(states).map(([value, key]) => ({ value, label: t(key) })),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setState(isState(value) ? value : "");
          setPage(1);
        }}
      />
      {list.isPending ? (
        <SkeletonRows count={4} />
      ) : list.isError ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : list.data.data.length === 0 ? (
        <EmptyState
          icon={Truck}
          title={t("connections.noDeliveries")}
          body={t("connections.noDeliveriesBody")}
        />
      ) : (
        <>
          <ul class="divide-y divide-line rounded-xl border border-line">
            {list.data.data.map((delivery) => (
              <Row key={delivery.id} connectionId={id} delivery={delivery} />
            ))}
          </ul>
          <Pagination page={page} pages={list.data.pagination.totalPages} onPage={setPage} />
        </>
      )}
    </Dialog>
  );
}

function Row({ connectionId, delivery }: { connectionId: string; delivery: Delivery }) {
  const { id, state, error, receivedAt, size } = delivery;
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const replay = async () => {
    setBusy(true);
    try {
      await api("replayDelivery", { params: { id: connectionId, deliveryId: id } });
      toast({ text: t("connections.replayed") });
      await client.invalidateQueries({ queryKey: ["listDeliveries"] });
    } catch (caught) {
      toastError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li class="flex items-center gap-3 px-4 py-2.5 text-sm">
      <span class="min-w-0 flex-1">
        <span class="nums flex flex-wrap items-center gap-x-2">
          {formatDateTime(receivedAt)}
          <span class="text-xs text-ink-3">
            {t("connections.bytes", { size: formatNumber(size) })}
          </span>
        </span>
        {error && <span class="block text-xs break-words text-bad-ink">{error}</span>}
      </span>
      <Badge tone={tones[state] ?? "mute"}>{isState(state) ? t(states[state]) : state}</Badge>
      <Button size="sm" busy={busy} onClick={() => void replay()}>
        {t("connections.replay")}
      </Button>
    </li>
  );
}
