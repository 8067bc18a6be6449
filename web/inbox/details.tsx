import { AtSign, Clock, Mail, Pencil, Phone, Plug, Plus, UserRound, X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Connection } from "../../src/connections/schema.ts";
import type { Contact } from "../../src/contacts/schema.ts";
import type { Conversation } from "../../src/conversations/schema.ts";
import { api } from "../api.ts";
import { loadPageMessages, t } from "../i18n/i18n.ts";
import { formatDate, formatRelative } from "../lib/format.ts";
import { queryClient, useApi } from "../lib/query.ts";
import { can } from "../lib/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Chip } from "../ui/badge.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { type Icon, IconButton } from "../ui/icon-button.tsx";
import { ErrorState, Skeleton } from "../ui/states.tsx";
import { toastError } from "../ui/toast.ts";
import { Files, OtherConversations } from "./details-more.tsx";
import { Section } from "./details-section.tsx";
import { useLate } from "./late.ts";
import { nameOf } from "./words.ts";

interface Props {
  conversation: Conversation;
  connection: Connection | undefined;
  onClose: () => void;
}

const wide = matchMedia("(min-width: 1200px)");

/** Beside the thread where there is room, else over it. */
export function Details(props: Props) {
  const [beside, setBeside] = useState(wide.matches);
  useEffect(() => {
    const follow = () => setBeside(wide.matches);
    wide.addEventListener("change", follow);
    return () => wide.removeEventListener("change", follow);
  }, []);
  if (!beside)
    return (
      <Dialog title={t("inbox.details")} size="sm" onClose={props.onClose}>
        <div class="-mx-6">
          <Content {...props} />
        </div>
      </Dialog>
    );
  return (
    <aside
      aria-label={t("inbox.details")}
      tabIndex={0}
      class="h-full w-[308px] shrink-0 overflow-y-auto border-s border-line bg-surface"
    >
      <Content {...props} />
    </aside>
  );
}

function Content({ conversation, connection }: Props) {
  const id = conversation.contactId;
  const contact = useApi("getContact", { params: { id } }, { enabled: can("contacts.read") });
  const [editing, setEditing] = useState(false);
  const Dialogue = useLate(editing, async () => {
    const [loaded] = await Promise.all([
      import("../contacts/contact-dialog.tsx"),
      loadPageMessages(),
    ]);
    return loaded.ContactDialog;
  });
  const person = contact.isPlaceholderData ? undefined : contact.data;
  return (
    <>
      <div class="flex flex-col items-center px-5 pt-6 pb-5 text-center">
        <Avatar name={nameOf(conversation)} src={conversation.contact.avatarUrl} size={68} />
        <h2 class="mt-3 font-display text-lg font-semibold">
          <bdi>{nameOf(conversation)}</bdi>
        </h2>
        {person && (
          <p class="mt-0.5 text-xs text-ink-3">
            {t("inbox.contactSince", { date: formatDate(person.createdAt) })}
          </p>
        )}
        <span class="mt-3 flex flex-wrap justify-center gap-2">
          <a href={`/contacts/${id}`} class={buttonClass({ size: "sm" })}>
            <UserRound size={14} strokeWidth={2} aria-hidden="true" />
            {t("inbox.openContact")}
          </a>
          {person && can("contacts.write") && (
            <Button
              size="sm"
              icon={<Pencil size={14} strokeWidth={2} />}
              busy={editing && !Dialogue}
              onClick={() => setEditing(true)}
            >
              {t("inbox.editContact")}
            </Button>
          )}
        </span>
        {editing && person && Dialogue && (
          <Dialogue contact={person} onClose={() => setEditing(false)} />
        )}
      </div>
      {contact.isError && <ErrorState error={contact.error} retry={() => void contact.refetch()} />}
      <Section title={t("inbox.details")}>
        {person ? (
          <Facts person={person} conversation={conversation} connection={connection} />
        ) : (
          <Skeleton class="h-16 w-full" />
        )}
      </Section>
      {person && <Tags person={person} />}
      {person && <CustomFields person={person} />}
      <OtherConversations conversation={conversation} />
      <Files conversation={conversation} />
    </>
  );
}

const Fact = ({ icon: Glyph, children }: { icon: Icon; children: ComponentChildren }) => (
  <li class="flex items-center gap-2.5 text-sm text-ink-2">
    <Glyph size={15} strokeWidth={1.8} class="shrink-0 text-ink-3" />
    <span class="nums min-w-0 truncate">{children}</span>
  </li>
);

const Facts = ({
  person,
  conversation,
  connection,
}: {
  person: Contact;
  conversation: Conversation;
  connection: Connection | undefined;
}) => {
  const username = person.identities.find(({ kind }) => kind === "username");
  return (
    <ul class="space-y-2">
      {person.phoneNumber && (
        <Fact icon={Phone}>
          <bdi dir="ltr">{person.phoneNumber}</bdi>
        </Fact>
      )}
      {username && <Fact icon={AtSign}>{username.value}</Fact>}
      {person.email && <Fact icon={Mail}>{person.email}</Fact>}
      <Fact icon={Plug}>{connection?.name ?? conversation.connectionName}</Fact>
      {person.lastContactedAt && (
        <Fact icon={Clock}>
          {t("inbox.lastContact", { when: formatRelative(person.lastContactedAt) })}
        </Fact>
      )}
    </ul>
  );
};

function Tags({ person }: { person: Contact }) {
  const [adding, setAdding] = useState(false);
  const { id } = person;
  const writes = can("contacts.write");
  const refresh = () =>
    Promise.all(
      (["getContact", "listContacts"] as const).map((name) =>
        queryClient.invalidateQueries({ queryKey: [name] }),
      ),
    );
  const add = async (tag: string) => {
    setAdding(false);
    if (!tag) return;
    await api("addContactTags", { params: { id }, body: { tags: [tag] } });
    await refresh();
  };
  const remove = async (tag: string) => {
    await api("removeContactTag", { params: { id, tag } });
    await refresh();
  };
  return (
    <Section title={t("inbox.tags")}>
      <div class="flex flex-wrap items-center gap-1.5">
        {person.tags.map((tag) => (
          <Chip
            key={tag}
            label={tag}
            {...(writes ? { onRemove: () => void remove(tag).catch(toastError) } : {})}
          />
        ))}
        {person.tags.length === 0 && !adding && !writes && (
          <span class="text-sm text-ink-3">{t("inbox.noTags")}</span>
        )}
        {writes && !adding && (
          <Button
            size="sm"
            variant="ghost"
            icon={<Plus size={14} strokeWidth={2} />}
            onClick={() => setAdding(true)}
          >
            {t("inbox.addTag")}
          </Button>
        )}
        {adding && <TagForm onAdd={(tag) => void add(tag).catch(toastError)} />}
      </div>
    </Section>
  );
}

function TagForm({ onAdd }: { onAdd: (tag: string) => void }) {
  const [text, setText] = useState("");
  return (
    <form
      class="flex w-full items-center gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(text.trim());
      }}
    >
      <input
        autofocus
        aria-label={t("inbox.addTag")}
        maxLength={60}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        class="control"
      />
      <Button type="submit">{t("inbox.add")}</Button>
      <IconButton label={t("common.cancel")} icon={X} onClick={() => onAdd("")} />
    </form>
  );
}

function CustomFields({ person }: { person: Contact }) {
  const fields = Object.entries(person.customFields);
  if (fields.length === 0) return null;
  return (
    <Section title={t("inbox.customFields")}>
      <dl class="space-y-2 text-sm">
        {fields.map(([name, value]) => (
          <div key={name} class="flex justify-between gap-3">
            <dt class="text-ink-3">{name}</dt>
            <dd class="min-w-0 truncate text-ink-2">
              {typeof value === "string" ? value : JSON.stringify(value)}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
