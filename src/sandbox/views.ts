import { getConnection } from "../connections/service.ts";
import { inventedNumber } from "./ids.ts";
import {
  type ContactRow,
  countUnread,
  type FaultRow,
  findMessages,
  findRevision,
  listChangedContacts,
  listChangedMessages,
  listContacts,
  listFaults,
  type MessageRow,
} from "./queries.ts";
import type { SandboxContact, SandboxFault, SandboxMessage } from "./schema.ts";

const MAX_SHOWN = 500;

export const faultView = (row: FaultRow): SandboxFault => {
  const { id, kind, phone, remaining, code, delayMs, createdAt } = row;
  return { id, kind, phone, remaining, code, delayMs, createdAt };
};

export const faultViews = async (connectionId: string): Promise<{ faults: SandboxFault[] }> => ({
  faults: (await listFaults(connectionId)).map(faultView),
});

export const messageView = ({
  id,
  contactId,
  waId,
  author,
  content,
  replyToWaId,
  status,
  businessReaction,
  contactReaction,
  createdAt,
}: MessageRow): SandboxMessage => ({
  id,
  contactId,
  waId,
  author,
  content,
  replyToWaId,
  status,
  businessReaction,
  contactReaction,
  createdAt,
});

export async function contactViews(
  connectionId: string,
  rows: ContactRow[],
): Promise<SandboxContact[]> {
  if (rows.length === 0) return [];
  const unread = await countUnread(connectionId);
  const ids = rows.flatMap(({ lastMessageId }) => lastMessageId ?? []);
  const last = new Map((await findMessages(ids)).map((row) => [row.id, row]));
  return rows.map(({ id, phone, name, online, autoRead, typingUntil, lastMessageId }) => {
    const message = lastMessageId === null ? undefined : last.get(lastMessageId);
    return {
      id,
      phone,
      name,
      online,
      autoRead,
      typingUntil,
      unread: unread.get(id) ?? 0,
      lastMessage: message ? messageView(message) : null,
    };
  });
}

export async function contactView(connectionId: string, row: ContactRow): Promise<SandboxContact> {
  const [view] = await contactViews(connectionId, [row]);
  if (!view) throw new Error("one row has one view");
  return view;
}

/** The revision is read first: what changes meanwhile is told again by the feed, never skipped. */
export async function phoneView(connectionId: string) {
  const { name, phoneNumber } = await getConnection(connectionId);
  const revision = await findRevision(connectionId);
  const contacts = await contactViews(connectionId, await listContacts(connectionId, MAX_SHOWN));
  return {
    connectionId,
    name,
    phoneNumber: phoneNumber ?? inventedNumber(connectionId),
    revision,
    contacts,
  };
}

interface Changes {
  revision: number;
  contacts: SandboxContact[];
  messages: SandboxMessage[];
}

/** What became visible after this revision; undefined when nothing did. */
export async function changesAfter(
  connectionId: string,
  after: number,
): Promise<Changes | undefined> {
  const revision = await findRevision(connectionId);
  if (revision <= after) return undefined;
  const contacts = await listChangedContacts(connectionId, after);
  const messages = await listChangedMessages(connectionId, after);
  return {
    revision,
    contacts: await contactViews(connectionId, contacts),
    messages: messages.map(messageView),
  };
}
