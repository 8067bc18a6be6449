import {
  Ban,
  FileText,
  ImageOff,
  LayoutTemplate,
  MapPin,
  Reply,
  ShoppingBag,
  UserRound,
} from "lucide-preact";
import type { Message } from "../../src/messages/schema.ts";
import { t } from "../i18n/i18n.ts";
import { isRecord } from "../lib/record.ts";
import type { Icon } from "../ui/icon-button.tsx";
import { useArrival } from "./arrival.ts";
import { Interactive } from "./interactive.tsx";
import { RichText } from "./rich-text.tsx";
import { summary } from "./words.ts";

interface Props {
  item: { message: Message };
  filled: boolean;
  onPicture: (message: Message) => void;
}

export const isPicture = (message: Message): boolean =>
  !message.revokedAt && (message.type === "image" || message.type === "video");

const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
const text = (value: unknown): string | undefined =>
  typeof value === "string" && value ? value : undefined;
const said = (message: Message) => record(message.metadata["content"]);

export function BubbleBody({ item: { message }, filled, onPicture }: Props) {
  const { missing, onError } = useArrival(message);
  const src = missing ? undefined : (message.mediaUrl ?? undefined);
  if (message.revokedAt) return <Aside icon={Ban} words={t("inbox.revoked")} />;
  switch (message.type) {
    case "image":
    case "video":
      return <Picture message={message} src={src} onError={onError} onPicture={onPicture} />;
    case "sticker":
      return src ? (
        <img
          src={src}
          onError={onError}
          alt={t("inbox.kindSticker")}
          class="mb-4 size-32 object-contain"
        />
      ) : (
        <Missing message={message} />
      );
    case "audio":
      return src ? (
        <audio
          controls
          preload="metadata"
          src={src}
          onError={onError}
          class="mb-4 h-10 w-64 max-w-full"
        />
      ) : (
        <Missing message={message} />
      );
    case "document":
      return <File message={message} filled={filled} />;
    case "location":
      return <Place message={message} />;
    case "contacts":
      return <Cards message={message} />;
    case "interactive":
      return <Interactive message={message} filled={filled} />;
    case "button":
      return <Aside icon={Reply} words={summary(message)} />;
    case "template":
      return (
        <Aside icon={LayoutTemplate} words={t("inbox.templateNamed", { name: summary(message) })} />
      );
    case "order":
      return <Aside icon={ShoppingBag} words={summary(message)} />;
    case "unsupported":
      return <Aside icon={Ban} words={t("inbox.unsupported")} />;
    default:
      return <Words>{message.content ?? ""}</Words>;
  }
}

/** Leaves room for the time, which stands in the corner. */
const Room = () => <span class="inline-block w-20" aria-hidden="true" />;

const Words = ({ children, class: extra = "" }: { children: string; class?: string }) => (
  <p dir="auto" class={`text-base break-words whitespace-pre-wrap ${extra}`}>
    <RichText text={children} />
    <Room />
  </p>
);

const Aside = ({ icon: Glyph, words }: { icon: Icon; words: string }) => (
  <p dir="auto" class="flex items-start gap-1.5 text-base">
    <Glyph size={15} strokeWidth={2} class="mt-1 shrink-0 opacity-80" />
    <span class="break-words">
      {words}
      <Room />
    </span>
  </p>
);

const Missing = ({ message }: { message: Message }) => (
  <Aside icon={ImageOff} words={t("inbox.mediaMissing", { kind: summary(message) })} />
);

interface PictureProps extends Pick<Props, "onPicture"> {
  message: Message;
  src: string | undefined;
  onError: () => void;
}

function Picture({ message, src, onError, onPicture }: PictureProps) {
  const { content, type } = message;
  const frame = "block aspect-[4/3] w-full overflow-hidden rounded-xl bg-black/10";
  return (
    <>
      {!src ? (
        <span class={`${frame} grid! place-items-center opacity-70`}>
          <ImageOff
            size={24}
            strokeWidth={1.6}
            aria-label={t("inbox.mediaMissing", { kind: summary({ type, content: null }) })}
          />
        </span>
      ) : type === "video" ? (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- what customers send has no captions
        <video controls preload="metadata" src={src} onError={onError} class={frame} />
      ) : (
        <button type="button" class={frame} onClick={() => onPicture(message)}>
          <img
            src={src}
            onError={onError}
            alt={content ?? t("inbox.kindImage")}
            loading="lazy"
            class="size-full object-cover"
          />
        </button>
      )}
      {content ? (
        <Words class="px-2.5 pt-1.5 pb-1">{content}</Words>
      ) : (
        <span class="block h-6" aria-hidden="true" />
      )}
    </>
  );
}

const Row = ({
  icon: Glyph,
  title,
  body,
  href,
  filled = false,
}: {
  icon: Icon;
  title: string;
  body?: string | undefined;
  href?: string | undefined;
  filled?: boolean;
}) => {
  const inside = (
    <>
      <span
        class={`grid size-10 shrink-0 place-items-center rounded-lg ${filled ? "bg-black/18" : "bg-brand-soft text-brand-ink"}`}
      >
        <Glyph size={19} strokeWidth={1.8} />
      </span>
      <span class="min-w-0">
        <bdi class="block truncate font-medium">{title}</bdi>
        {body && <span class="block truncate text-xs opacity-85">{body}</span>}
      </span>
    </>
  );
  const look = "mb-4 flex min-w-52 items-center gap-3";
  return href ? (
    <a href={href} target="_blank" rel="noopener noreferrer" class={look}>
      {inside}
    </a>
  ) : (
    <span class={look}>{inside}</span>
  );
};

function File({ message, filled }: { message: Message; filled: boolean }) {
  const { content, mediaUrl, metadata } = message;
  const name =
    text(metadata["fileName"]) ??
    text(said(message)["filename"]) ??
    content ??
    t("inbox.kindDocument");
  return (
    <>
      <Row
        icon={FileText}
        title={name}
        body={t(mediaUrl ? "inbox.openFile" : "inbox.fileMissing")}
        href={mediaUrl ?? undefined}
        filled={filled}
      />
      {content && content !== name && <Words>{content}</Words>}
    </>
  );
}

function Place({ message }: { message: Message }) {
  const place = { ...said(message), ...record(message.metadata["location"]) };
  const at = `${String(place["latitude"])},${String(place["longitude"])}`;
  return (
    <Row
      icon={MapPin}
      title={text(place["name"]) ?? t("inbox.kindLocation")}
      body={text(place["address"]) ?? at}
      href={`https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(at)}`}
      filled={message.direction === "outbound"}
    />
  );
}

function Cards({ message }: { message: Message }) {
  const own = said(message)["contacts"];
  const list = Array.isArray(own) ? own : message.metadata["contacts"];
  const cards = Array.isArray(list) ? list.map(record) : [];
  return (
    <>
      {cards.map((card, at) => {
        const phones = Array.isArray(card["phones"]) ? card["phones"] : [];
        const [phone]: unknown[] = phones;
        return (
          <Row
            key={at}
            icon={UserRound}
            title={
              text(card["name"]) ??
              text(record(card["name"])["formatted_name"]) ??
              t("inbox.kindContacts")
            }
            body={text(phone) ?? text(record(phone)["phone"])}
            filled={message.direction === "outbound"}
          />
        );
      })}
      {cards.length === 0 && <Words>{summary(message)}</Words>}
    </>
  );
}
