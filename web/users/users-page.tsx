import { Search, UserPlus, UsersRound } from "lucide-preact";
import { useState } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { formatDateTime, formatRelative } from "../lib/format.ts";
import { useApi } from "../lib/query.ts";
import { can, me } from "../lib/session.ts";
import { useDebounced } from "../lib/debounce.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Page, PageHeader } from "../ui/page-header.tsx";
import { Pagination } from "../ui/pagination.tsx";
import { SearchBox } from "../ui/search-box.tsx";
import { Select } from "../ui/select.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { UserActions } from "./user-actions.tsx";
import { UserDialog } from "./user-dialog.tsx";
import {
  type User,
  type UserStatus,
  fullName,
  isStatus,
  roleWords,
  statusTones,
  statusWords,
} from "./user-words.ts";

const pageSize = 50;

export function UsersPage() {
  const [search, setSearch] = useState("");
  const [status, setStatus] = useState<UserStatus | "">("");
  const [page, setPage] = useState(1);
  const [dialog, setDialog] = useState<{ user?: User } | null>(null);
  const wanted = useDebounced(search);
  const writes = can("users.write");
  const users = useApi("listUsers", {
    query: { page, limit: pageSize, ...(wanted && { search: wanted }), ...(status && { status }) },
  });
  const clear = () => {
    setSearch("");
    setStatus("");
    setPage(1);
  };

  return (
    <Page>
      <PageHeader
        title={t("users.title")}
        body={t("users.body")}
        actions={
          writes && (
            <Button
              variant="primary"
              icon={<UserPlus size={16} strokeWidth={2.1} />}
              onClick={() => setDialog({})}
            >
              {t("users.add")}
            </Button>
          )
        }
      />
      <div class="flex flex-wrap gap-2 pb-4">
        <SearchBox
          label={t("users.search")}
          placeholder={t("users.searchPlaceholder")}
          value={search}
          onValue={(text) => {
            setSearch(text);
            setPage(1);
          }}
          class="min-w-56 flex-1 md:max-w-sm"
        />
        <Select
          aria-label={t("users.status")}
          class="w-44 max-md:w-full"
          value={status}
          options={[
            { value: "", label: t("users.allStatuses") },
            ...Object.entries(statusWords).map(([value, key]) => ({ value, label: t(key) })),
          ]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setStatus(isStatus(value) ? value : "");
            setPage(1);
          }}
        />
      </div>
      {users.isPending ? (
        <div class="rounded-xl border border-line bg-surface">
          <SkeletonRows />
        </div>
      ) : users.isError ? (
        <ErrorState error={users.error} retry={() => void users.refetch()} />
      ) : users.data.data.length === 0 ? (
        <EmptyState
          icon={wanted || status ? Search : UsersRound}
          title={t("users.emptyTitle")}
          body={t("users.emptyBody")}
        >
          <Button onClick={clear}>{t("users.clear")}</Button>
        </EmptyState>
      ) : (
        <>
          <Table
            label={t("users.title")}
            columns={columns(writes, (user) => setDialog({ user }))}
            rows={users.data.data}
            rowKey={(user) => user.id}
          />
          <Pagination page={page} pages={users.data.pagination.totalPages} onPage={setPage} />
        </>
      )}
      {dialog && <UserDialog {...dialog} onClose={() => setDialog(null)} />}
    </Page>
  );
}

const columns = (writes: boolean, onEdit: (user: User) => void): Column<User>[] => [
  {
    id: "name",
    label: t("users.name"),
    class: "max-md:w-full max-md:max-w-0",
    cell: (user) => <Person user={user} />,
  },
  {
    id: "role",
    label: t("users.role"),
    wide: true,
    cell: (user) => <span class="text-ink-2">{t(roleWords[user.role])}</span>,
  },
  {
    id: "status",
    label: t("users.status"),
    wide: true,
    cell: (user) => <Badge tone={statusTones[user.status]}>{t(statusWords[user.status])}</Badge>,
  },
  {
    id: "seen",
    label: t("users.lastSeen"),
    wide: true,
    cell: (user) => <LastSeen at={user.lastLoginAt} />,
  },
  ...(writes
    ? [
        {
          id: "actions",
          label: "",
          class: "w-12 text-end",
          cell: (user: User) => <UserActions user={user} onEdit={() => onEdit(user)} />,
        },
      ]
    : []),
];

function Person({ user }: { user: User }) {
  const isSelf = user.id === me.value?.user.id;
  return (
    <span class="flex min-w-0 items-center gap-3">
      <Avatar name={fullName(user)} src={user.avatarUrl} size={36} />
      <span class="min-w-0">
        <span class="flex items-center gap-1.5 font-medium text-ink">
          <bdi class="truncate">{fullName(user)}</bdi>
          {isSelf && <Badge tone="brand">{t("users.you")}</Badge>}
          {user.status !== "active" && (
            <Badge tone={statusTones[user.status]} class="md:hidden">
              {t(statusWords[user.status])}
            </Badge>
          )}
        </span>
        <bdi class="block truncate text-xs text-ink-3">{user.email}</bdi>
      </span>
    </span>
  );
}

const LastSeen = ({ at }: { at: string | null }) =>
  at ? (
    <time dateTime={at} title={formatDateTime(at)} class="nums text-ink-3">
      {formatRelative(at)}
    </time>
  ) : (
    <span class="text-ink-3">{t("users.never")}</span>
  );
