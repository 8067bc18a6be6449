import { ArrowLeft, BadgeCheck, FlaskConical } from "lucide-preact";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { SkeletonRows } from "../ui/states.tsx";
import { toastError } from "../ui/toast.ts";
import { Bubble } from "./bubble.tsx";
import { Composer } from "./composer.tsx";
import { ListSheet } from "./list-sheet.tsx";
import { isAnswered, type PhoneContact, type PhoneMessage } from "./merge.ts";
import { PhotoViewer } from "./photo-viewer.tsx";
import type { PhoneStore } from "./store.ts";
import { dayName, isSameDay } from "./when.ts";

const NEAR_END_PX = 80;

interface Props {
  store: PhoneStore;
  contact: PhoneContact;
  /** On the screen, and not behind the list of a narrow one. */
  shown: boolean;
  onBack: () => void;
  onSimulate: () => void;
}

export function Chat({ store, contact, shown, onBack, onSimulate }: Props) {
  const [replyTo, setReplyTo] = useState<PhoneMessage | null>(null);
  const business = store.business.value;
  const name = business?.name ?? "";
  const turnOn = () => void store.changeContact(contact.id, { online: true }).catch(toastError);

  useEffect(() => {
    setReplyTo(null);
    void store.openChat(contact.id).catch(toastError);
  }, [contact.id]);
  useReading(store, contact, shown);

  return (
    <section
      aria-label={t("phone.phoneOf", { name: contact.name })}
      class="flex min-h-0 flex-1 flex-col"
    >
      <header class="flex items-center gap-2.5 border-b border-line bg-surface px-2 py-2">
        <IconButton
          label={t("phone.back")}
          icon={ArrowLeft}
          class="rtl:-scale-x-100 lg:hidden"
          onClick={onBack}
        />
        <Avatar name={name} size={38} />
        <div class="min-w-0 flex-1">
          <h2 class="flex items-center gap-1 font-semibold">
            <bdi class="truncate">{name}</bdi>
            <BadgeCheck
              size={16}
              class="shrink-0 text-info"
              aria-label={t("phone.businessAccount")}
            />
          </h2>
          <Presence contact={contact} phoneNumber={business?.phoneNumber ?? ""} />
        </div>
        <IconButton
          label={t("phone.simulate")}
          icon={FlaskConical}
          size={19}
          class="lg:hidden"
          onClick={onSimulate}
        />
      </header>
      {!contact.online && (
        <Banner
          tone="warn"
          class="rounded-none"
          action={
            <Button size="sm" onClick={turnOn}>
              {t("phone.turnOn")}
            </Button>
          }
        >
          {t("phone.offBanner")}
        </Banner>
      )}
      <Thread store={store} contact={contact} businessName={name} onReply={setReplyTo} />
      <Composer
        key={contact.id}
        store={store}
        contactId={contact.id}
        replyTo={replyTo}
        businessName={name}
        onReplied={() => setReplyTo(null)}
      />
    </section>
  );
}

function Presence({ contact, phoneNumber }: { contact: PhoneContact; phoneNumber: string }) {
  const [now, setNow] = useState(Date.now());
  const until = contact.typingUntil === null ? 0 : new Date(contact.typingUntil).getTime();
  useEffect(() => {
    setNow(Date.now());
    const left = until - Date.now();
    if (left <= 0) return;
    const timer = setTimeout(() => setNow(Date.now()), left);
    return () => clearTimeout(timer);
  }, [until]);
  return (
    <p class="truncate text-xs text-ink-3" aria-live="polite">
      {until > now ? (
        <span class="font-medium text-brand-ink">{t("phone.typing")}</span>
      ) : (
        <bdi>{phoneNumber}</bdi>
      )}
    </p>
  );
}

/** What is on the screen is read. */
function useReading(store: PhoneStore, { id, unread, online }: PhoneContact, shown: boolean) {
  useEffect(() => {
    if (unread === 0 || !online || !shown) return;
    const read = () => {
      if (document.visibilityState === "visible") void store.read(id).catch(() => undefined);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [id, unread, online, shown]);
}

type Box = RefObject<HTMLDivElement | null>;

/** Photos load and bubbles come: the end stays in view until somebody scrolls away from it. */
function useStickToEnd(box: Box, chat: string) {
  useLayoutEffect(() => {
    const outer = box.current;
    const inner = outer?.querySelector("ol");
    if (!outer || !inner) return;
    let stuck = true;
    const follow = new ResizeObserver(() => {
      if (stuck) outer.scrollTop = outer.scrollHeight;
    });
    const look = () => {
      stuck = outer.scrollHeight - outer.scrollTop - outer.clientHeight < NEAR_END_PX;
    };
    follow.observe(outer);
    follow.observe(inner);
    outer.addEventListener("scroll", look, { passive: true });
    return () => {
      follow.disconnect();
      outer.removeEventListener("scroll", look);
    };
  }, [chat]);
}

interface ThreadProps {
  store: PhoneStore;
  contact: PhoneContact;
  businessName: string;
  onReply: (message: PhoneMessage) => void;
}

function Thread({ store, contact, businessName, onReply }: ThreadProps) {
  const chat = store.chats.value[contact.id];
  const [photo, setPhoto] = useState<{ url: string; caption: string | null } | null>(null);
  const [list, setList] = useState<PhoneMessage | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const messages = chat?.messages ?? [];
  useStickToEnd(box, `${contact.id} ${chat === undefined}`);

  const answer = (
    { waId }: PhoneMessage,
    kind: "button_reply" | "list_reply",
    { id, title }: { id: string; title: string },
  ) =>
    void store
      .say(contact.id, { type: "interactive", kind, id, title, replyTo: waId })
      .catch(toastError);
  const react = ({ waId }: PhoneMessage, emoji: string) =>
    void store.say(contact.id, { type: "reaction", messageId: waId, emoji }).catch(toastError);

  if (!chat) return <div class="flex-1 bg-thread">{<SkeletonRows count={4} />}</div>;
  return (
    <div
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={t("phone.message")}
      class="min-h-0 flex-1 overflow-y-auto bg-thread px-3 py-3"
    >
      {chat.older !== null && (
        <p class="mb-2 text-center">
          <Button
            size="sm"
            variant="ghost"
            onClick={() => void store.loadOlder(contact.id).catch(toastError)}
          >
            {t("phone.older")}
          </Button>
        </p>
      )}
      {messages.length === 0 && (
        <p class="mx-auto mt-6 max-w-60 rounded-xl bg-info-soft px-3 py-2 text-center text-sm text-info-ink">
          {t("phone.emptyChat")}
        </p>
      )}
      <ol aria-live="polite" class="flex flex-col">
        {messages.map((message, at) => {
          const before = messages[at - 1];
          const newDay = !before || !isSameDay(iso(before), iso(message));
          return (
            <>
              {newDay && <Day key={`day-${message.id}`} when={iso(message)} />}
              <Bubble
                key={message.id}
                message={message}
                quoted={messages.find(({ waId }) => waId === message.replyToWaId)}
                connectionId={store.connectionId}
                businessName={businessName}
                answered={isAnswered(messages, message.waId)}
                first={newDay || before.author !== message.author}
                onReply={onReply}
                onReact={react}
                onOpen={(url, caption) => setPhoto({ url, caption })}
                onAnswer={answer}
                onList={setList}
              />
            </>
          );
        })}
      </ol>
      {photo && <PhotoViewer {...photo} onClose={() => setPhoto(null)} />}
      {list && (
        <ListSheet
          message={list}
          onClose={() => setList(null)}
          onPick={(row) => answer(list, "list_reply", row)}
        />
      )}
    </div>
  );
}

const iso = ({ createdAt }: PhoneMessage): string => new Date(createdAt).toISOString();

const Day = ({ when }: { when: string }) => (
  <li class="my-2 text-center">
    <span class="rounded-full border border-line bg-surface px-3 py-1 text-xs font-medium text-ink-3">
      {dayName(when)}
    </span>
  </li>
);
