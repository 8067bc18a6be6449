import { Power, UserPlus } from "lucide-preact";
import { t } from "../i18n/i18n.ts";
import { Avatar } from "../ui/avatar.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Button } from "../ui/button.tsx";
import { formatShort } from "../lib/format.ts";
import type { PhoneContact } from "./merge.ts";
import { summaryOf } from "./summary.ts";

interface Props {
  contacts: readonly PhoneContact[];
  chosen: string | null;
  onChoose: (id: string) => void;
  onAdd: () => void;
}

/** Whose phone is held. */
export function ContactList({ contacts, chosen, onChoose, onAdd }: Props) {
  if (contacts.length === 0) {
    return (
      <EmptyState
        icon={UserPlus}
        title={t("phone.noContactsTitle")}
        body={t("phone.noContactsBody")}
      >
        <Button variant="primary" onClick={onAdd}>
          {t("phone.addContact")}
        </Button>
      </EmptyState>
    );
  }
  return (
    <ul class="flex flex-col gap-0.5 p-2">
      {contacts.map((contact) => (
        <li key={contact.id}>
          <Row contact={contact} chosen={contact.id === chosen} onChoose={onChoose} />
        </li>
      ))}
    </ul>
  );
}

interface RowProps {
  contact: PhoneContact;
  chosen: boolean;
  onChoose: (id: string) => void;
}

const Row = ({ contact, chosen, onChoose }: RowProps) => {
  const { id, name, phone, lastMessage, unread, online } = contact;
  return (
    <button
      type="button"
      aria-current={chosen}
      class="flex w-full items-center gap-3 rounded-xl px-2.5 py-2.5 text-start hover:bg-hover lg:aria-[current=true]:bg-selected"
      onClick={() => onChoose(id)}
    >
      <Avatar name={name} size={44}>
        {!online && (
          <span class="absolute -end-0.5 -bottom-0.5 grid size-5 place-items-center rounded-full border-2 border-surface bg-ink-3 text-surface">
            <Power size={10} strokeWidth={3} />
          </span>
        )}
      </Avatar>
      <span class="min-w-0 flex-1">
        <span class="flex items-baseline gap-2">
          <span class="min-w-0 flex-1 truncate font-semibold">
            <bdi>{name}</bdi>
          </span>
          {lastMessage && (
            <span class="nums shrink-0 text-xs text-ink-3">
              {formatShort(lastMessage.createdAt)}
            </span>
          )}
        </span>
        <span class="flex items-center gap-2 text-sm text-ink-3">
          <span class="min-w-0 flex-1 truncate">
            <bdi>{lastMessage ? summaryOf(lastMessage) : phone}</bdi>
          </span>
          {unread > 0 && (
            <span class="nums grid h-5 min-w-5 place-items-center rounded-full bg-brand px-1.5 text-2xs font-semibold text-on-brand">
              <span aria-hidden="true">{unread}</span>
              <span class="sr-only">{t("phone.unread", { count: unread })}</span>
            </span>
          )}
        </span>
      </span>
    </button>
  );
};
