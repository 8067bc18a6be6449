import { CircleAlert, Lock, Zap } from "lucide-preact";
import type { Message } from "../../src/messages/schema.ts";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { formatDateTime, formatTime } from "../lib/format.ts";
import { can } from "../lib/session.ts";
import { confirm } from "../ui/confirm.ts";
import { toastError } from "../ui/toast.ts";
import { BubbleActions } from "./bubble-actions.tsx";
import { BubbleBody, isPicture } from "./bubble-body.tsx";
import { useColleagues } from "./colleagues.ts";
import { showMessage, staleMessages } from "./messages.ts";
import { discard, tryAgain } from "./outbox.ts";
import { RichText } from "./rich-text.tsx";
import { Ticks } from "./ticks.tsx";
import type { Item } from "./timeline.ts";
import { summary } from "./words.ts";

interface Props {
  item: Extract<Item, { kind: "message" }>;
  /** Of the contact. */
  name: string;
  quoted: Message | undefined;
  onReply: (message: Message) => void;
  onPicture: (message: Message) => void;
  /** Brings another message into view. */
  onJump: (id: string) => void;
}

export function Bubble(props: Props) {
  const { message } = props.item;
  if (message.type === "system") return <SystemLine message={message} />;
  if (message.type === "note") return <Note {...props} />;
  return <Spoken {...props} />;
}

const SystemLine = ({ message }: { message: Message }) => (
  <div class="flex justify-center px-6 pt-0.5 pb-3 text-xs text-ink-3">
    <span class="inline-flex items-center gap-1.5 text-center">
      <Zap size={12} class="shrink-0 text-info" strokeWidth={2.25} aria-hidden="true" />
      {summary(message)}
      <span class="nums">{formatTime(message.sentAt)}</span>
    </span>
  </div>
);

function Note({ item }: Props) {
  const { message, pending } = item;
  const author = useColleagues().find(({ id }) => id === message.sentByUserId)?.name;
  return (
    <div class="flex flex-col items-end px-3 pb-3 md:px-6">
      <div class="max-w-[min(440px,88%)] rounded-2xl rounded-ee-sm border border-dashed border-warn-line bg-bubble-note px-3.5 py-2">
        <p class="flex items-center gap-1.5 text-xs font-semibold text-warn-ink">
          <Lock size={11} strokeWidth={2.5} class="shrink-0" aria-hidden="true" />
          {author ? t("inbox.noteBy", { name: author }) : t("inbox.note")}
          <span class="nums ms-auto ps-3 font-normal">{formatTime(message.sentAt)}</span>
        </p>
        <p dir="auto" class="mt-0.5 text-base break-words whitespace-pre-wrap text-ink">
          <RichText text={message.content ?? ""} />
        </p>
      </div>
      {pending && <PendingLine item={item} />}
    </div>
  );
}

/** Text that runs against the page leaves no room beside the time, so the time goes below. */
const otherWay = "rtl:has-[p:dir(ltr)]:pb-6 ltr:has-[p:dir(rtl)]:pb-6";

function Spoken(props: Props) {
  const { item, name, quoted } = props;
  const { message, first, last, pending } = item;
  const out = message.direction === "outbound";
  const shape = out
    ? `${first ? "" : "rounded-se-sm"} rounded-ee-sm`
    : `${first ? "" : "rounded-ss-sm"} rounded-es-sm`;
  const padding = isPicture(message) ? "w-[288px] max-w-full p-1" : "px-3.5 py-2";
  return (
    <div
      class={`group flex flex-col px-3 md:px-6 ${out ? "items-end" : "items-start"} ${last ? "pb-3" : "pb-1"}`}
    >
      <div
        class={`relative max-w-[min(440px,82%)] ${message.reactions.length ? "mb-3" : ""} ${pending && pending.state !== "failed" ? "opacity-80" : ""}`}
      >
        <div
          class={`rounded-2xl ${shape} ${padding} ${otherWay} ${out ? "bg-bubble-out text-on-brand" : "border border-line bg-bubble-in text-ink shadow-xs"}`}
        >
          {message.replyToId && (
            <Quote quoted={quoted} name={name} filled={out} onJump={props.onJump} />
          )}
          <BubbleBody {...props} filled={out} />
          <Meta message={message} filled={out} />
        </div>
        {message.reactions.length > 0 && (
          <span class="absolute start-3 -bottom-3 rounded-full border border-line bg-raised px-1.5 py-0.5 text-xs shadow-sm">
            <span class="sr-only">{t("inbox.reactions")}</span>
            {message.reactions.map(({ emoji }) => emoji).join("")}
          </span>
        )}
        {!pending && <BubbleActions message={message} out={out} onReply={props.onReply} />}
      </div>
      {pending ? <PendingLine item={item} /> : <Trouble message={message} />}
    </div>
  );
}

const Meta = ({ message, filled }: { message: Message; filled: boolean }) => (
  <span
    class={`nums absolute end-3 bottom-1.5 flex items-center gap-1 text-2xs ${filled ? "text-primary-100" : "text-ink-3"}`}
  >
    {message.editedAt && <span>{t("inbox.edited")}</span>}
    <time dateTime={String(message.sentAt)} title={formatDateTime(message.sentAt)}>
      {formatTime(message.sentAt)}
    </time>
    {filled && (
      <Ticks
        status={message.error?.code === "OUTCOME_UNKNOWN" ? "unsure" : message.status}
        filled
      />
    )}
  </span>
);

const Quote = ({
  quoted,
  name,
  filled,
  onJump,
}: {
  quoted: Message | undefined;
  name: string;
  filled: boolean;
  onJump: (id: string) => void;
}) => (
  <button
    type="button"
    aria-disabled={!quoted}
    title={quoted && t("inbox.goToQuoted")}
    onClick={() => quoted && onJump(quoted.id)}
    class={`mb-1.5 block w-full text-start rounded-md border-s-[3px] px-2.5 py-1.5 text-sm ${filled ? "border-white/70 bg-black/18" : "border-brand bg-brand-soft"}`}
  >
    <span class={`block truncate font-semibold ${filled ? "" : "text-brand-ink"}`}>
      {quoted?.direction === "outbound" ? t("inbox.you") : name}
    </span>
    <span dir="auto" class={`line-clamp-1 ${filled ? "text-primary-100" : "text-ink-2"}`}>
      {quoted ? summary(quoted) : t("inbox.earlierMessage")}
    </span>
  </button>
);

const line = "mt-1 flex max-w-[min(440px,88%)] flex-wrap items-center gap-x-2 gap-y-1 text-xs";
const link =
  "font-semibold text-brand-ink underline-offset-2 hover:underline max-md:min-h-11 max-md:px-1";

function PendingLine({ item: { pending } }: Pick<Props, "item">) {
  if (!pending) return null;
  if (pending.state !== "failed") {
    const percent = Math.round((pending.progress ?? 0) * 100);
    return (
      <p class={`${line} text-ink-3`}>
        {pending.file && pending.state === "sending" && percent < 100
          ? t("inbox.uploading", { percent })
          : t(pending.state === "waiting" ? "inbox.waiting" : "inbox.sending")}
      </p>
    );
  }
  return (
    <p role="alert" class={`${line} text-bad-ink`}>
      <CircleAlert size={13} strokeWidth={2.2} class="shrink-0" aria-hidden="true" />
      {pending.error ?? t("inbox.failed")}
      <button type="button" class={link} onClick={() => tryAgain(pending)}>
        {t("common.retry")}
      </button>
      <button type="button" class={link} onClick={() => discard(pending)}>
        {t("inbox.discard")}
      </button>
    </p>
  );
}

async function sendAgain(message: Message, unsure: boolean): Promise<void> {
  if (
    unsure &&
    !(await confirm({
      title: t("inbox.againTitle"),
      body: t("inbox.againBody"),
      action: t("inbox.sendAgain"),
    }))
  )
    return;
  const options = { idempotencyKey: `retry-${message.id}` };
  showMessage(await api("retryMessage", { params: { id: message.id } }, options));
  staleMessages(message.conversationId);
}

function Trouble({ message }: { message: Message }) {
  const { error, status, metadata } = message;
  const unsure = error?.code === "OUTCOME_UNKNOWN";
  if (status !== "failed" && !unsure) return null;
  const retried = typeof metadata["retriedAs"] === "string";
  return (
    <p class={`${line} mb-1.5 items-start! ${unsure ? "text-warn-ink" : "text-bad-ink"}`}>
      <CircleAlert size={13} strokeWidth={2.2} class="mt-0.5 shrink-0" aria-hidden="true" />
      <span dir="auto" class="min-w-0 flex-1">
        {unsure ? t("inbox.outcomeUnknown") : (error?.reason ?? t("inbox.failed"))}
      </span>
      {retried && <span>{t("inbox.sentAgain")}</span>}
      {!retried && error?.retryable && can("messages.send") && (
        <button
          type="button"
          class={link}
          onClick={() => void sendAgain(message, unsure).catch(toastError)}
        >
          {t(unsure ? "inbox.sendAgain" : "common.retry")}
        </button>
      )}
    </p>
  );
}
