import { useQueryClient } from "@tanstack/preact-query";
import { Plug, Plus } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { Connection } from "../../src/connections/schema.ts";
import { t } from "../i18n/i18n.ts";
import { useApi } from "../lib/query.ts";
import { can } from "../lib/session.ts";
import { onEvent } from "../realtime.ts";
import { Button } from "../ui/button.tsx";
import { Page, PageHeader } from "../ui/page-header.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "../ui/states.tsx";
import { toastError } from "../ui/toast.ts";
import { AddConnection } from "./add-connection.tsx";
import { addSandbox } from "./add-sandbox.ts";
import { ConnectionCard } from "./connection-card.tsx";
import { DeleteConnection } from "./delete-connection.tsx";
import { Deliveries } from "./deliveries.tsx";
import { EditConnection } from "./edit-connection.tsx";
import { WebhookDialog } from "./webhook-dialog.tsx";

type Open =
  | { what: "add" }
  | { what: "edit" | "deliveries" | "delete"; connection: Connection }
  | { what: "webhook"; connection: Connection; verifyToken?: string };

export function ConnectionsPage() {
  const [open, setOpen] = useState<Open | null>(null);
  const client = useQueryClient();
  const list = useApi("listConnections", { query: { page: 1, limit: 200 } });
  const writes = can("connections.write");
  useEffect(
    () =>
      onEvent("connection:updated", () => {
        void client.invalidateQueries({ queryKey: ["listConnections"] });
      }),
    [],
  );
  const close = () => setOpen(null);
  const add = writes && (
    <Button
      variant="primary"
      icon={<Plus size={16} strokeWidth={2.2} />}
      onClick={() => setOpen({ what: "add" })}
    >
      {t("connections.add")}
    </Button>
  );

  return (
    <Page>
      <PageHeader
        title={t("shell.connections")}
        body={t("connections.body")}
        actions={list.data?.data.length ? add : undefined}
      />
      {list.isPending ? (
        <div class="rounded-xl border border-line bg-surface">
          <SkeletonRows count={3} />
        </div>
      ) : list.isError ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : list.data.data.length === 0 ? (
        <EmptyState
          icon={Plug}
          title={t("connections.emptyTitle")}
          body={t(writes ? "connections.emptyBody" : "connections.emptyAsk")}
        >
          {add}
          {writes && <SandboxButton />}
        </EmptyState>
      ) : (
        <ul class="grid grid-cols-1 gap-4 lg:grid-cols-2">
          {list.data.data.map((connection) => (
            <ConnectionCard
              key={connection.id}
              connection={connection}
              onEdit={() => setOpen({ what: "edit", connection })}
              onDeliveries={() => setOpen({ what: "deliveries", connection })}
              onDelete={() => setOpen({ what: "delete", connection })}
              onWebhook={() => setOpen({ what: "webhook", connection })}
            />
          ))}
        </ul>
      )}
      {open?.what === "add" && (
        <AddConnection
          onClose={close}
          onMeta={(connection, verifyToken) =>
            setOpen({ what: "webhook", connection, verifyToken })
          }
        />
      )}
      {open?.what === "edit" && <EditConnection connection={open.connection} onClose={close} />}
      {open?.what === "delete" && <DeleteConnection connection={open.connection} onClose={close} />}
      {open?.what === "deliveries" && <Deliveries connection={open.connection} onClose={close} />}
      {open?.what === "webhook" && <WebhookDialog {...open} onClose={close} />}
    </Page>
  );
}

function SandboxButton() {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    await addSandbox().catch(toastError);
    setBusy(false);
  };
  return (
    <Button busy={busy} onClick={() => void run()}>
      {t("connections.addSandbox")}
    </Button>
  );
}
