import { useQueryClient } from "@tanstack/preact-query";
import { ArrowLeft, MessageCircle, MessagesSquare, Pencil, Trash2 } from "lucide-preact";
import { useLocation } from "preact-iso";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Contact } from "../../src/contacts/schema.ts";
import { api } from "../api.ts";
import { type PlainKey, t } from "../i18n/i18n.ts";
import { formatDateTime, formatShort } from "../lib/format.ts";
import { useApi } from "../lib/query.ts";
import { can } from "../lib/session.ts";
import { onEvent } from "../realtime.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { confirm } from "../ui/confirm.ts";
import { Page, PageHeader } from "../ui/page-header.tsx";
import { ErrorState, SkeletonRows } from "../ui/states.tsx";
import { toast, toastError } from "../ui/toast.ts";
import { ContactDialog } from "./contact-dialog.tsx";
import { displayName } from "./contact-words.ts";
import { TagLinks } from "./tag-links.tsx";

export function ContactDetail({ id }: { id: string }) {
  const contact = useApi("getContact", { params: { id } });
  useEffect(
    () =>
      onEvent("contact:updated", ({ contact: changed }) => {
        if (changed.id === id) void contact.refetch();
      }),
    [id],
  );
  const found = contact.data;
  return (
    <Page narrow>
      <a
        href="/contacts"
        class="mb-3 inline-flex min-h-8 items-center gap-1.5 text-sm font-medium text-ink-3 hover:text-ink max-md:min-h-11"
      >
        <ArrowLeft size={16} class="rtl:-scale-x-100" aria-hidden="true" />
        {t("contacts.back")}
      </a>
      {found ? (
        <Person contact={found} />
      ) : contact.isError ? (
        <ErrorState error={contact.error} retry={() => void contact.refetch()} />
      ) : (
        <SkeletonRows count={3} />
      )}
    </Page>
  );
}

function Person({ contact }: { contact: Contact }) {
  const [editing, setEditing] = useState(false);
  const client = useQueryClient();
  const { route } = useLocation();
  const name = displayName(contact);
  const remove = async () => {
    const sure = await confirm({
      title: t("contacts.deleteTitle", { name }),
      body: t("contacts.deleteBody"),
      action: t("contacts.delete"),
      danger: true,
    });
    if (!sure) return;
    await api("deleteContact", { params: { id: contact.id } });
    route("/contacts");
    await Promise.all(
      (["listContacts", "listConversations", "countConversations"] as const).map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    );
    toast({ text: t("contacts.deleted", { name }) });
  };
  return (
    <>
      <PageHeader
        lead={<Avatar name={name} src={contact.avatarUrl} size={56} />}
        title={name}
        body={contact.phoneNumber ? leftToRight(contact.phoneNumber) : (contact.email ?? "")}
        actions={
          <>
            <MessageLink id={contact.id} />
            {can("contacts.write") && (
              <Button icon={<Pencil size={15} strokeWidth={2} />} onClick={() => setEditing(true)}>
                {t("common.edit")}
              </Button>
            )}
            {can("contacts.delete") && (
              <Button
                variant="danger-soft"
                icon={<Trash2 size={15} strokeWidth={2} />}
                onClick={() => void remove().catch(toastError)}
              >
                {t("common.delete")}
              </Button>
            )}
          </>
        }
      />
      <Facts contact={contact} />
      {can("conversations.read") && <Conversations id={contact.id} />}
      {editing && <ContactDialog contact={contact} onClose={() => setEditing(false)} />}
    </>
  );
}

/** Keeps the plus sign of a number in front of it where text runs from right to left. */
const leftToRight = (text: string): string => `\u2066${text}\u2069`;

const kinds = {
  phone: "contacts.phone",
  bsuid: "contacts.bsuid",
  lid: "contacts.lid",
  username: "contacts.username",
} as const satisfies Record<string, PlainKey>;

const Facts = ({ contact }: { contact: Contact }) => (
  <dl class="grid gap-x-6 rounded-xl border border-line bg-surface px-5 py-2 text-sm shadow-xs md:grid-cols-2">
    {contact.email && <Fact label={t("contacts.email")}>{contact.email}</Fact>}
    {contact.identities.map(({ kind, value }) => (
      <Fact key={`${kind} ${value}`} label={t(kinds[kind])}>
        <bdi dir="ltr">{value}</bdi>
      </Fact>
    ))}
    {Object.entries(contact.customFields).map(([label, value]) => (
      <Fact key={label} label={label}>
        {typeof value === "string" ? value : JSON.stringify(value)}
      </Fact>
    ))}
    <Fact label={t("contacts.lastContact")}>
      {contact.lastContactedAt ? formatDateTime(contact.lastContactedAt) : t("contacts.never")}
    </Fact>
    <Fact label={t("contacts.created")}>{formatDateTime(contact.createdAt)}</Fact>
    <Fact label={t("contacts.tags")}>
      {contact.tags.length === 0 ? t("contacts.noTags") : <TagLinks tags={contact.tags} />}
    </Fact>
  </dl>
);

const Fact = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <div class="min-w-0 py-2">
    <dt class="text-xs text-ink-3">{label}</dt>
    <dd class="nums break-words text-ink">{children}</dd>
  </div>
);

const useConversationsOf = (contactId: string) =>
  useApi(
    "listConversations",
    { query: { contactId, limit: 20 } },
    { enabled: can("conversations.read") },
  );

/** Leads to the conversation with the latest message. */
function MessageLink({ id }: { id: string }) {
  const latest = useConversationsOf(id).data?.data[0];
  if (!latest) return null;
  return (
    <a href={`/inbox/${latest.id}`} class={buttonClass({ variant: "primary" })}>
      <MessageCircle size={15} strokeWidth={2} aria-hidden="true" />
      {t("contacts.message")}
    </a>
  );
}

function Conversations({ id }: { id: string }) {
  const list = useConversationsOf(id);
  const rows = list.data?.data ?? [];
  return (
    <section class="mt-6">
      <h2 class="mb-2 text-base font-semibold">{t("contacts.conversations")}</h2>
      {list.isError ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : list.isPending ? (
        <SkeletonRows count={1} />
      ) : rows.length === 0 ? (
        <p class="text-sm text-ink-3">{t("contacts.noConversations")}</p>
      ) : (
        <ul class="divide-y divide-line rounded-xl border border-line bg-surface shadow-xs">
          {rows.map((row) => (
            <li key={row.id}>
              <a
                href={`/inbox/${row.id}`}
                class="flex min-h-11 items-center gap-3 px-4 py-3 text-sm hover:bg-hover"
              >
                <MessagesSquare size={17} class="shrink-0 text-ink-3" aria-hidden="true" />
                <span class="min-w-0 flex-1">
                  <span class="block font-medium">{row.connectionName}</span>
                  <span dir="auto" class="block truncate text-ink-3">
                    {row.lastMessage?.content}
                  </span>
                </span>
                {row.lastMessageAt && (
                  <span class="nums shrink-0 text-xs text-ink-3">
                    {formatShort(row.lastMessageAt)}
                  </span>
                )}
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
