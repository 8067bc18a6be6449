import { Search, UserPlus, UsersRound } from "lucide-preact";
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import type { Contact } from "../../src/contacts/schema.ts";
import { t } from "../i18n/i18n.ts";
import { useDebounced } from "../lib/debounce.ts";
import { formatDateTime, formatRelative } from "../lib/format.ts";
import { can } from "../lib/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Chip } from "../ui/badge.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { Page, PageHeader } from "../ui/page-header.tsx";
import { SearchBox } from "../ui/search-box.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { ContactDialog } from "./contact-dialog.tsx";
import { displayName } from "./contact-words.ts";
import { TagLinks } from "./tag-links.tsx";
import { useContacts } from "./contacts.ts";

export function ContactList() {
  const [search, setSearch] = useState("");
  const [adding, setAdding] = useState(false);
  const wanted = useDebounced(search.trim());
  const { query, route } = useLocation();
  const tag = query["tag"] ?? "";
  const list = useContacts(wanted, tag);
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  const add = can("contacts.write") && (
    <Button
      variant="primary"
      icon={<UserPlus size={16} strokeWidth={2.1} />}
      onClick={() => setAdding(true)}
    >
      {t("contacts.add")}
    </Button>
  );
  return (
    <Page>
      <PageHeader title={t("shell.contacts")} body={t("contacts.body")} actions={add} />
      <SearchBox
        label={t("contacts.search")}
        placeholder={t("contacts.searchPlaceholder")}
        value={search}
        onValue={setSearch}
        class="mb-4 md:max-w-sm"
      />
      {tag && (
        <p class="-mt-1 mb-4 flex items-center gap-2 text-sm text-ink-3">
          {t("contacts.tagged")}
          <Chip label={tag} onRemove={() => route("/contacts")} />
        </p>
      )}
      {list.isPending ? (
        <div class="rounded-xl border border-line bg-surface">
          <SkeletonRows />
        </div>
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <Empty search={wanted} tag={tag} onClear={() => setSearch("")} add={add} />
      ) : (
        <>
          <Table
            label={t("shell.contacts")}
            columns={columns()}
            rows={rows}
            rowKey={(contact) => contact.id}
          />
          {list.hasNextPage && (
            <div class="flex justify-center pt-4">
              <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t("common.loadMore")}
              </Button>
            </div>
          )}
        </>
      )}
      {adding && <ContactDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

interface EmptyProps {
  search: string;
  tag: string;
  onClear: () => void;
  add: preact.ComponentChildren;
}

const Empty = ({ search, tag, onClear, add }: EmptyProps) =>
  search ? (
    <EmptyState
      icon={Search}
      title={t("contacts.emptySearch", { search })}
      body={t("contacts.emptySearchBody")}
    >
      <Button onClick={onClear}>{t("common.clear")}</Button>
    </EmptyState>
  ) : tag ? (
    <EmptyState
      icon={Search}
      title={t("contacts.emptyTag", { tag })}
      body={t("contacts.emptyTagBody")}
    >
      <a href="/contacts" class={buttonClass()}>
        {t("contacts.showAll")}
      </a>
    </EmptyState>
  ) : (
    <EmptyState icon={UsersRound} title={t("contacts.emptyTitle")} body={t("contacts.emptyBody")}>
      {add}
    </EmptyState>
  );

const columns = (): Column<Contact>[] => [
  {
    id: "name",
    label: t("contacts.name"),
    class: "max-md:w-full max-md:max-w-0",
    cell: (contact) => (
      <a href={`/contacts/${contact.id}`} class="flex min-w-0 items-center gap-3">
        <Avatar name={displayName(contact)} src={contact.avatarUrl} size={36} />
        <span class="min-w-0">
          <span class="block truncate font-medium text-ink">
            <bdi>{displayName(contact)}</bdi>
          </span>
          {contact.email && <bdi class="block truncate text-xs text-ink-3">{contact.email}</bdi>}
          {!contact.email && contact.name && contact.phoneNumber && (
            <bdi dir="ltr" class="nums block truncate text-xs text-ink-3 md:hidden">
              {contact.phoneNumber}
            </bdi>
          )}
        </span>
      </a>
    ),
  },
  {
    id: "phone",
    label: t("contacts.phone"),
    wide: true,
    cell: ({ phoneNumber }) =>
      phoneNumber && (
        <bdi dir="ltr" class="nums text-ink-2">
          {phoneNumber}
        </bdi>
      ),
  },
  {
    id: "tags",
    label: t("contacts.tags"),
    wide: true,
    cell: ({ tags }) => <TagLinks tags={tags.slice(0, 3)} />,
  },
  {
    id: "last",
    label: t("contacts.lastContact"),
    wide: true,
    cell: ({ lastContactedAt }) =>
      lastContactedAt ? (
        <time
          dateTime={String(lastContactedAt)}
          title={formatDateTime(lastContactedAt)}
          class="nums text-ink-3"
        >
          {formatRelative(lastContactedAt)}
        </time>
      ) : (
        <span class="text-ink-3">{t("contacts.never")}</span>
      ),
  },
];
