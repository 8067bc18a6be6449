import { type ReadonlySignal, signal } from "@preact/signals";
import { type ApiReceived, type ApiSent, addRoutes, api, uploadToPhone } from "../api.ts";
import { routes } from "../api-routes-app.gen.ts";
import { isRecord } from "../lib/record.ts";
import { mergeContacts, mergeMessages, type PhoneContact, type PhoneMessage } from "./merge.ts";

type Says = ApiSent<"sayOnPhone">["body"];
type Fault = ApiReceived<"listPhoneFaults">["faults"][number];
type NewFault = ApiSent<"addPhoneFault">["body"];
export type { Fault, NewFault, PhoneContact, PhoneMessage, Says };

addRoutes(routes);

interface Owner {
  name: string;
  phoneNumber: string;
}
interface Chat {
  messages: PhoneMessage[];
  /** Where older messages begin; null = that was all. */
  older: string | null;
}

export interface PhoneStore {
  connectionId: string;
  business: ReadonlySignal<Owner | null>;
  contacts: ReadonlySignal<PhoneContact[]>;
  chats: ReadonlySignal<Record<string, Chat>>;
  faults: ReadonlySignal<Fault[]>;
  failure: ReadonlySignal<unknown>;
  live: ReadonlySignal<boolean>;
  start: () => () => void;
  openChat: (contactId: string) => Promise<void>;
  loadOlder: (contactId: string) => Promise<void>;
  say: (contactId: string, body: Says) => Promise<void>;
  upload: (file: File) => Promise<string>;
  read: (contactId: string) => Promise<void>;
  typing: (contactId: string, typing: boolean) => void;
  addContact: (body: { phone: string; name: string }) => Promise<string>;
  changeContact: (contactId: string, body: ApiSent<"changePhoneContact">["body"]) => Promise<void>;
  addFault: (body: NewFault) => Promise<void>;
  removeFault: (faultId: string) => Promise<void>;
  loadFaults: () => Promise<void>;
}

const PAGE = 60;
const RETRY_MS = 3000;

export function createPhoneStore(connectionId: string): PhoneStore {
  const business = signal<Owner | null>(null);
  const contacts = signal<PhoneContact[]>([]);
  const chats = signal<Record<string, Chat>>({});
  const faults = signal<Fault[]>([]);
  const failure = signal<unknown>(null);
  const live = signal(true);
  const params = { connectionId };
  let revision = 0;

  const learn = (messages: PhoneMessage[]): void => {
    const next = { ...chats.value };
    for (const message of messages) {
      const chat = next[message.contactId];
      // A chat that was never opened is loaded whole when it is.
      if (chat)
        next[message.contactId] = { ...chat, messages: mergeMessages(chat.messages, [message]) };
    }
    chats.value = next;
  };

  const hear = (text: unknown): void => {
    const changes = readChanges(text);
    if (!changes) return;
    revision = changes.revision;
    contacts.value = mergeContacts(contacts.value, changes.contacts);
    learn(changes.messages);
    if (faults.value.length > 0) loadFaults().catch(() => undefined);
  };

  const load = async (): Promise<void> => {
    try {
      const phone = await api("getPhone", { params });
      revision = phone.revision;
      business.value = { name: phone.name, phoneNumber: phone.phoneNumber };
      contacts.value = mergeContacts([], phone.contacts);
      failure.value = null;
    } catch (error) {
      failure.value = error;
      throw error;
    }
  };

  const loadPage = async (contactId: string, cursor?: string): Promise<void> => {
    const page = await api("listPhoneMessages", {
      params: { connectionId, contactId },
      query: { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    });
    const known = chats.value[contactId];
    chats.value = {
      ...chats.value,
      [contactId]: {
        messages: mergeMessages(known?.messages ?? [], page.data),
        older: page.pagination.nextCursor,
      },
    };
  };
  const loadFaults = async (): Promise<void> => {
    faults.value = (await api("listPhoneFaults", { params })).faults;
  };

  return {
    connectionId,
    business,
    contacts,
    chats,
    faults,
    failure,
    live,
    start: () => follow({ connectionId, load, hear, live, revision: () => revision }),
    openChat: async (contactId) => {
      if (!chats.value[contactId]) await loadPage(contactId);
    },
    loadOlder: async (contactId) => {
      const older = chats.value[contactId]?.older;
      if (older) await loadPage(contactId, older);
    },
    say: async (contactId, body) => {
      await api("sayOnPhone", { params: { connectionId, contactId }, body });
    },
    upload: async (file) => (await uploadToPhone(connectionId, file)).mediaId,
    read: async (contactId) => {
      await api("readOnPhone", { params: { connectionId, contactId } });
    },
    typing: (contactId, typing) => {
      // A lost hint is not worth a word.
      api("typeOnPhone", { params: { connectionId, contactId }, body: { typing } }).catch(
        () => undefined,
      );
    },
    addContact: async (body) => {
      const contact = await api("addPhoneContact", { params, body });
      contacts.value = mergeContacts(contacts.value, [contact]);
      return contact.id;
    },
    changeContact: async (contactId, body) => {
      const contact = await api("changePhoneContact", {
        params: { connectionId, contactId },
        body,
      });
      contacts.value = mergeContacts(contacts.value, [contact]);
    },
    addFault: async (body) => {
      const fault = await api("addPhoneFault", { params, body });
      faults.value = [...faults.value, fault];
    },
    removeFault: async (faultId) => {
      await api("removePhoneFault", { params: { connectionId, faultId } });
      faults.value = faults.value.filter(({ id }) => id !== faultId);
    },
    loadFaults,
  };
}

interface Following {
  connectionId: string;
  load: () => Promise<void>;
  hear: (text: unknown) => void;
  live: { value: boolean };
  revision: () => number;
}

/** Loads, then follows; a stream that breaks is opened again where it ended. */
function follow({ connectionId, load, hear, live, revision }: Following): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const open = (): void => {
    if (stopped) return;
    source = new EventSource(`/api/v1/sandbox/${connectionId}/events?after=${revision()}`);
    source.onopen = () => (live.value = true);
    source.onmessage = ({ data }) => hear(data);
    source.onerror = () => {
      source?.close();
      live.value = false;
      clearTimeout(timer);
      timer = setTimeout(open, RETRY_MS);
    };
  };
  // The failure is shown; asking again is the person's choice.
  load().then(open, () => undefined);
  return () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
}

interface Changes {
  revision: number;
  contacts: PhoneContact[];
  messages: PhoneMessage[];
}

function readChanges(text: unknown): Changes | undefined {
  const parsed: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
  return isChanges(parsed) ? parsed : undefined;
}

const isChanges = (value: unknown): value is Changes =>
  isRecord(value) &&
  typeof value["revision"] === "number" &&
  Array.isArray(value["contacts"]) &&
  Array.isArray(value["messages"]);
