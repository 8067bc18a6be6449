import {
  Download,
  ExternalLink,
  FileText,
  LayoutTemplate,
  List,
  MapPin,
  Reply,
} from "lucide-preact";
import type { ComponentChildren } from "preact";
import { t } from "../i18n/i18n.ts";
import { Avatar } from "../ui/avatar.tsx";
import { formatNumber } from "../lib/format.ts";
import type { PhoneMessage } from "./merge.ts";

type Content = PhoneMessage["content"];
type Of<T extends Content["type"]> = Extract<Content, { type: T }>;
type MediaContent = Extract<Content, { mediaId: string }>;

interface Props {
  content: Content;
  /** Of the contact's own message: light text on the brand colour. */
  own: boolean;
  connectionId: string;
  answered: boolean;
  onOpen: (url: string, caption: string | null) => void;
  onAnswer: (kind: "button_reply" | "list_reply", row: { id: string; title: string }) => void;
  onList: (content: Of<"interactive">) => void;
}

export function BubbleContent(props: Props) {
  const { content, own } = props;
  switch (content.type) {
    case "text":
      return <Words>{linked(content.text)}</Words>;
    case "location":
      return <Place content={content} own={own} />;
    case "contacts":
      return <Cards content={content} />;
    case "interactive":
      return <Interactive {...props} content={content} />;
    case "template":
      return <Template content={content} />;
    case "reply":
      return (
        <Words>
          <Reply size={14} class="me-1.5 inline -scale-x-100 opacity-70" aria-hidden="true" />
          {content.title}
        </Words>
      );
    case "unsupported":
      return <Words>{t("phone.unsupported")}</Words>;
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return <Media {...props} content={content} />;
  }
}

const Words = ({ children }: { children: ComponentChildren }) => (
  <p class="px-1 wrap-anywhere whitespace-pre-wrap" dir="auto">
    {children}
  </p>
);

const URL_PATTERN = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/g;

/** Addresses in a text can be followed. */
const linked = (text: string): ComponentChildren =>
  text.split(URL_PATTERN).map((part, at) =>
    at % 2 === 1 ? (
      <a key={at} href={part} target="_blank" rel="noreferrer" class="underline">
        {part}
      </a>
    ) : (
      part
    ),
  );

function Media({ content, own, connectionId, onOpen }: Props & { content: MediaContent }) {
  const url = `/api/v1/sandbox/${connectionId}/media/${content.mediaId}`;
  const caption = content.caption ? <Words>{linked(content.caption)}</Words> : null;
  switch (content.type) {
    case "image":
      return (
        <>
          <button
            type="button"
            aria-label={t("phone.openPhoto")}
            class="mb-1 block w-full overflow-hidden rounded-xl"
            onClick={() => onOpen(url, content.caption)}
          >
            <img
              src={url}
              alt={content.caption ?? t("phone.photo")}
              class="max-h-72 min-h-24 w-full min-w-40 bg-black/5 object-cover"
            />
          </button>
          {caption}
        </>
      );
    case "sticker":
      return <img src={url} alt={t("phone.sticker")} class="size-32 object-contain" />;
    case "video":
      return (
        <>
          <video src={url} controls preload="metadata" class="mb-1 max-h-72 w-full rounded-xl" />
          {caption}
        </>
      );
    case "audio":
      return (
        <audio
          src={url}
          controls
          preload="metadata"
          aria-label={t(content.voice ? "phone.voiceMessage" : "phone.audio")}
          class="my-1 h-10 w-60 max-w-full"
        />
      );
    case "document": {
      const name = content.fileName ?? t("phone.document");
      return (
        <>
          <a
            href={url}
            download={name}
            class={`mb-1 flex min-w-52 items-center gap-3 rounded-xl p-2.5 ${inset(own)}`}
          >
            <FileText size={26} strokeWidth={1.7} class="shrink-0" aria-hidden="true" />
            <span class="min-w-0 flex-1">
              <span class="block truncate font-medium">{name}</span>
              <span class="block text-xs opacity-80">{sizeOf(content.fileSize)}</span>
            </span>
            <Download size={18} class="shrink-0 opacity-80" aria-hidden="true" />
            <span class="sr-only">{t("phone.download")}</span>
          </a>
          {caption}
        </>
      );
    }
  }
}

const inset = (own: boolean): string => (own ? "bg-black/15" : "bg-sunken");

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000
    ? `${formatNumber(Math.max(1, Math.round(bytes / 1000)))} kB`
    : `${formatNumber(Math.round(bytes / 100_000) / 10)} MB`;

function Place({ content, own }: { content: Of<"location">; own: boolean }) {
  const { latitude, longitude, name, address } = content;
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      class="block w-60 max-w-full overflow-hidden rounded-xl"
    >
      <span
        class="grid h-28 place-items-center bg-info-soft bg-[linear-gradient(90deg,var(--color-info-line)_1px,transparent_1px),linear-gradient(var(--color-info-line)_1px,transparent_1px)] bg-[size:22px_22px]"
        aria-hidden="true"
      >
        <MapPin size={30} class="fill-bad text-white" strokeWidth={1.6} />
      </span>
      <span class={`block px-3 py-2 ${inset(own)}`}>
        <span class="sr-only">{t("phone.openMap")}</span>
        <span class="block font-medium">{name ?? t("phone.location")}</span>
        <span class="block text-xs opacity-85">{address ?? `${latitude}, ${longitude}`}</span>
      </span>
    </a>
  );
}

const Cards = ({ content }: { content: Of<"contacts"> }) => (
  <ul class="flex min-w-52 flex-col gap-2 p-1">
    {content.contacts.map(({ name, phones, emails }) => (
      <li key={name} class="flex items-center gap-3">
        <Avatar name={name} size={38} />
        <span class="min-w-0">
          <span class="block truncate font-medium">{name}</span>
          <span class="block truncate text-xs opacity-85" dir="ltr">
            {[...phones, ...emails].join(" · ")}
          </span>
        </span>
      </li>
    ))}
  </ul>
);

const Template = ({ content }: { content: Of<"template"> }) => (
  <div class="min-w-44 p-1">
    <p class="flex items-center gap-1.5 text-xs font-semibold text-ink-3">
      <LayoutTemplate size={13} aria-hidden="true" />
      {t("phone.template")} · <bdi>{content.language}</bdi>
    </p>
    <p class="mt-0.5 font-medium wrap-anywhere">{content.name}</p>
    <ol class="mt-1 flex flex-col gap-0.5">
      {content.values.map((value, at) => (
        <li key={at} class="wrap-anywhere">
          <span class="text-xs text-ink-3">{t("phone.templateValue", { number: at + 1 })}</span>{" "}
          {value}
        </li>
      ))}
    </ol>
  </div>
);

const action =
  "-mx-2 flex min-h-10 items-center justify-center gap-2 border-t border-line px-3 font-semibold text-brand-ink hover:bg-hover disabled:text-ink-3 disabled:hover:bg-transparent";

function Interactive(props: Props & { content: Of<"interactive"> }) {
  const { content, answered, onAnswer, onList } = props;
  const { header, body, footer, buttons, list, link } = content;
  return (
    <div class="min-w-52">
      <div class="px-1 pb-2">
        {header && (
          <p class="mb-1 font-semibold" dir="auto">
            {header}
          </p>
        )}
        <p class="wrap-anywhere whitespace-pre-wrap" dir="auto">
          {linked(body)}
        </p>
        {footer && (
          <p class="mt-1 text-xs text-ink-3" dir="auto">
            {footer}
          </p>
        )}
      </div>
      {buttons.map((button) => (
        <button
          key={button.id}
          type="button"
          class={`${action} w-[calc(100%+1rem)]`}
          disabled={answered}
          onClick={() => onAnswer("button_reply", button)}
        >
          <Reply size={15} aria-hidden="true" />
          {button.title}
        </button>
      ))}
      {list && (
        <button
          type="button"
          class={`${action} w-[calc(100%+1rem)]`}
          disabled={answered}
          onClick={() => onList(content)}
        >
          <List size={16} aria-hidden="true" />
          {list.button}
        </button>
      )}
      {link && /^https?:/.test(link.url) && (
        <a href={link.url} target="_blank" rel="noreferrer" class={action}>
          <ExternalLink size={15} aria-hidden="true" />
          {link.title}
        </a>
      )}
    </div>
  );
}
