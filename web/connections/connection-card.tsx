import { useQueryClient } from "@tanstack/preact-query";
import {
  Ellipsis,
  Link,
  Pencil,
  Plug,
  RefreshCw,
  Smartphone,
  Trash2,
  Truck,
  Webhook,
} from "lucide-preact";
import type { Connection } from "../../src/connections/schema.ts";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { copyText } from "../lib/copy.ts";
import { formatRelative } from "../lib/format.ts";
import { can } from "../lib/session.ts";
import { Badge } from "../ui/badge.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { toast, toastError } from "../ui/toast.ts";
import { isSimulated, statusTones, statusWords, typeName } from "./connection-words.ts";

interface Props {
  connection: Connection;
  onEdit: () => void;
  onDeliveries: () => void;
  onWebhook: () => void;
  onDelete: () => void;
}

export function ConnectionCard(props: Props) {
  const { connection } = props;
  const { name, status, statusReason, phoneNumber, lastConnectedAt } = connection;
  const simulated = isSimulated(connection);
  return (
    <li class="flex flex-col rounded-xl border border-line bg-surface p-5 shadow-xs">
      <div class="flex items-start gap-3">
        <span class="grid size-11 shrink-0 place-items-center rounded-xl bg-brand-soft text-brand-ink">
          {simulated ? (
            <Smartphone size={21} strokeWidth={1.8} aria-hidden="true" />
          ) : (
            <Plug size={21} strokeWidth={1.8} aria-hidden="true" />
          )}
        </span>
        <div class="min-w-0 flex-1">
          <h2 class="truncate text-base font-semibold">
            <bdi>{name}</bdi>
          </h2>
          <p class="nums flex flex-wrap gap-x-2 text-sm text-ink-3">
            <span>{typeName(connection.connectionType)}</span>
            {phoneNumber && <bdi dir="ltr">{phoneNumber}</bdi>}
          </p>
        </div>
        <span role="status">
          <Badge tone={statusTones[status]}>{t(statusWords[status])}</Badge>
        </span>
      </div>
      {statusReason && status !== "connected" && (
        <p class="mt-3 rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad-ink">{statusReason}</p>
      )}
      <div class="mt-auto flex flex-wrap items-center gap-2 pt-4">
        <p class="min-w-24 flex-1 text-xs text-ink-3">
          {lastConnectedAt
            ? t("connections.lastConnected", { when: formatRelative(lastConnectedAt) })
            : t("connections.neverConnected")}
        </p>
        <span class="ms-auto flex items-center gap-2">
          {simulated && (
            <a
              href={`/phone/${connection.id}`}
              target="_blank"
              rel="noopener"
              class={buttonClass({ size: "sm", variant: "soft" })}
            >
              <Smartphone size={15} strokeWidth={2} aria-hidden="true" />
              {t("connections.openPhone")}
            </a>
          )}
          {can("connections.write") && <Actions {...props} />}
        </span>
      </div>
    </li>
  );
}

function Actions({ connection, onEdit, onDeliveries, onWebhook, onDelete }: Props) {
  const { id, name, status, webhookUrl } = connection;
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ["listConnections"] });
  const reconnect = async () => {
    const now = await api("reconnectConnection", { params: { id } });
    await refresh();
    toast({ text: t("connections.checked", { name, status: t(statusWords[now.status]) }) });
  };
  const copyLink = async () => {
    await copyText(`${location.origin}/phone/${id}`);
    toast({ text: t("connections.phoneCopied") });
  };
  const items: MenuItem[] = [
    { label: t("common.edit"), icon: Pencil, onSelect: onEdit },
    ...(webhookUrl
      ? [{ label: t("connections.webhook"), icon: Webhook, onSelect: onWebhook }]
      : []),
    ...(isSimulated(connection)
      ? [
          {
            label: t("connections.copyPhone"),
            icon: Link,
            onSelect: () => void copyLink().catch(toastError),
          },
        ]
      : []),
    { label: t("connections.deliveries"), icon: Truck, onSelect: onDeliveries },
    {
      label: t("connections.reconnect"),
      icon: RefreshCw,
      onSelect: () => void reconnect().catch(toastError),
    },
    {
      group: "",
      label: t("connections.delete"),
      icon: Trash2,
      danger: true,
      onSelect: onDelete,
    },
  ];
  return (
    <>
      {status === "disconnected" && (
        <Button size="sm" onClick={() => void reconnect().catch(toastError)}>
          {t("connections.reconnect")}
        </Button>
      )}
      <Menu
        items={items}
        trigger={(props) => (
          <IconButton {...props} label={t("connections.actions", { name })} icon={Ellipsis} />
        )}
      />
    </>
  );
}
