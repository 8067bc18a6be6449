import { FileText, Image, MapPin, Mic, Timer, Video } from "lucide-preact";
import type { Conversation } from "../../src/conversations/schema.ts";
import { t } from "../i18n/i18n.ts";
import { formatShort } from "../lib/format.ts";
import { me } from "../lib/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Badge, Count, toneOf } from "../ui/badge.tsx";
import type { Icon } from "../ui/icon-button.tsx";
import { now } from "./clock.ts";
import { typing } from "./live-inbox.ts";
import { Ticks } from "./ticks.tsx";
import { nameOf, statusWords, summary, timeLeft } from "./words.ts";

const glyphs: Record<string, Icon> = {
  image: Image,
  video: Video,
  audio: Mic,
  document: FileText,
  location: MapPin,
};
const soonMs = 2 * 3_600_000;

export const ConversationRow = ({ row, on }: { row: Conversation; on: boolean }) => (
  <a
    href={`/inbox/${row.id}`}
    data-row={row.id}
    aria-current={on ? "true" : undefined}
    class={`relative flex w-full gap-3 rounded-xl px-3 py-2.5 text-start transition-colors ${on ? "bg-selected" : "hover:bg-hover"}`}
  >
    <Avatar name={nameOf(row)} src={row.contact.avatarUrl} size={42} />
    <span class="min-w-0 flex-1">
      <span class="flex items-center gap-1.5">
        <bdi
          class={`truncate text-base text-ink ${row.unreadCount ? "font-semibold" : "font-medium"}`}
        >
          {nameOf(row)}
        </bdi>
        {row.lastMessageAt && (
          <time
            dateTime={String(row.lastMessageAt)}
            class={`nums ms-auto shrink-0 text-xs ${row.unreadCount ? "font-semibold text-brand-ink" : "text-ink-3"}`}
          >
            {formatShort(row.lastMessageAt, now.value)}
          </time>
        )}
      </span>
      <span class="mt-0.5 flex items-center gap-1.5">
        <Preview row={row} />
        {row.unreadCount > 0 && (
          <span class="ms-auto">
            <span class="sr-only">{t("shell.unread", { count: row.unreadCount })}</span>
            <span aria-hidden="true">
              <Count value={row.unreadCount} />
            </span>
          </span>
        )}
      </span>
      <Marks row={row} on={on} />
    </span>
  </a>
);

function Preview({ row }: { row: Conversation }) {
  const last = row.lastMessage;
  if (typing.value.has(row.id))
    return <span class="text-sm font-medium text-brand-ink">{t("inbox.typing")}</span>;
  if (!last) return <span class="truncate text-sm text-ink-3">{t("inbox.noMessages")}</span>;
  const failed = last.status === "failed";
  const Glyph = glyphs[last.type];
  return (
    <>
      {last.direction === "outbound" && <Ticks status={last.status} />}
      {Glyph && <Glyph size={13} strokeWidth={2} class="shrink-0 text-ink-3" aria-hidden="true" />}
      <span
        dir="auto"
        class={`truncate text-sm ${failed ? "text-bad-ink" : row.unreadCount ? "text-ink" : "text-ink-2"}`}
      >
        {summary(last)}
      </span>
    </>
  );
}

function Marks({ row, on }: { row: Conversation; on: boolean }) {
  const expires = row.windowExpiresAt ? new Date(row.windowExpiresAt).getTime() : null;
  const left =
    expires !== null && expires - now.value < soonMs && row.status === "open"
      ? timeLeft(new Date(expires), now.value)
      : null;
  const other =
    row.assignedAgentName && row.assignedAgentId !== me.value?.user.id
      ? row.assignedAgentName.split(" ")[0]
      : undefined;
  if (!row.tags.length && row.status === "open" && !left && !other) return null;
  return (
    <span class="mt-1.5 flex items-center gap-1.5 overflow-hidden">
      {row.tags.slice(0, 2).map((tag) => (
        <Badge key={tag} tone={toneOf(tag)} class={`truncate ${on ? "md:bg-surface" : ""}`}>
          {tag}
        </Badge>
      ))}
      {row.status !== "open" && <Badge tone="ok">{t(statusWords[row.status])}</Badge>}
      {left && (
        <Badge tone="warn" class="nums shrink-0">
          <Timer size={11} strokeWidth={2.25} aria-hidden="true" />
          {t("inbox.leftToReply", { time: left })}
        </Badge>
      )}
      {other && <span class="ms-auto truncate text-2xs font-medium text-ink-3">{other}</span>}
    </span>
  );
}
