import { FileText, ImageOff, Music, Play } from "lucide-preact";
import type { Conversation } from "../../src/conversations/schema.ts";
import type { Message } from "../../src/messages/schema.ts";
import { t } from "../i18n/i18n.ts";
import { formatShort } from "../lib/format.ts";
import { useApi } from "../lib/query.ts";
import { Badge } from "../ui/badge.tsx";
import { useArrival } from "./arrival.ts";
import { Section } from "./details-section.tsx";
import { useMessages } from "./messages.ts";
import { statusWords, summary } from "./words.ts";

/** The same person on other numbers, or with conversations long done. */
export function OtherConversations({ conversation: { id, contactId } }: Props) {
  const found = useApi("listConversations", { query: { contactId, limit: 20 } });
  const others = (found.data?.data ?? []).filter(
    (one) => one.id !== id && one.contactId === contactId,
  );
  if (others.length === 0) return null;
  return (
    <Section title={t("inbox.otherConversations")}>
      <ul class="-mx-2 flex flex-col">
        {others.map((one) => (
          <li key={one.id}>
            <a
              href={`/inbox/${one.id}`}
              class="block rounded-md px-2 py-1.5 text-sm hover:bg-hover max-md:py-3"
            >
              <span class="flex items-center gap-2">
                <span class="truncate font-medium">{one.connectionName}</span>
                <Badge tone={one.status === "open" ? "brand" : "mute"}>
                  {t(statusWords[one.status])}
                </Badge>
                {one.lastMessageAt && (
                  <time dateTime={one.lastMessageAt} class="nums ms-auto text-xs text-ink-3">
                    {formatShort(one.lastMessageAt)}
                  </time>
                )}
              </span>
              {one.lastMessage && (
                <span dir="auto" class="block truncate text-ink-3">
                  {summary(one.lastMessage)}
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface Props {
  conversation: Conversation;
}

const kinds: readonly string[] = ["image", "video", "audio", "document"];

/** Of the part of the thread that is loaded, latest first. */
export function Files({ conversation: { id } }: Props) {
  const pages = useMessages(id).data?.pages ?? [];
  const files = pages
    .flatMap((page) => page.data)
    .filter((one) => one.mediaUrl && !one.revokedAt && kinds.includes(one.type))
    .slice(0, 12);
  if (files.length === 0) return null;
  return (
    <Section title={t("inbox.files")}>
      <ul class="grid grid-cols-3 gap-1.5">
        {files.map((message) => (
          <li key={message.id}>
            <a
              href={message.mediaUrl ?? ""}
              target="_blank"
              rel="noopener"
              data-tip={nameOf(message)}
              aria-label={nameOf(message)}
              class="grid aspect-square place-items-center overflow-hidden rounded-lg border border-line bg-sunken text-ink-3 hover:border-brand-line hover:text-ink"
            >
              <Face message={message} />
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function nameOf(message: Message): string {
  const name = message.metadata["fileName"];
  return typeof name === "string" && name ? name : summary(message);
}

function Face({ message }: { message: Message }) {
  const { type, mediaUrl } = message;
  const { missing, onError } = useArrival(message);
  if (type === "image" && mediaUrl && !missing)
    return (
      <img src={mediaUrl} onError={onError} alt="" loading="lazy" class="size-full object-cover" />
    );
  const Glyph =
    type === "video" ? Play : type === "audio" ? Music : type === "image" ? ImageOff : FileText;
  return <Glyph size={20} strokeWidth={1.8} aria-hidden="true" />;
}
