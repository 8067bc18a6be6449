import { ChevronDown, Copy, Reply, X } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { copyText } from "../lib/copy.ts";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { toastError } from "../ui/toast.ts";
import { BubbleContent } from "./bubble-content.tsx";
import type { PhoneMessage } from "./merge.ts";
import { summaryOf } from "./summary.ts";
import { Ticks } from "./ticks.tsx";
import { clockTime } from "./when.ts";

const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"] as const;
const HOLD_MS = 450;
const SWIPE_PX = 56;

export interface BubbleActions {
  onReply: (message: PhoneMessage) => void;
  onReact: (message: PhoneMessage, emoji: string) => void;
  onOpen: (url: string, caption: string | null) => void;
  onAnswer: (
    message: PhoneMessage,
    kind: "button_reply" | "list_reply",
    row: { id: string; title: string },
  ) => void;
  onList: (message: PhoneMessage) => void;
}

interface Props extends BubbleActions {
  message: PhoneMessage;
  quoted: PhoneMessage | undefined;
  connectionId: string;
  businessName: string;
  answered: boolean;
  /** First of its side: the corner is pointed. */
  first: boolean;
}

export function Bubble(props: Props) {
  const { message, quoted, connectionId, businessName, answered, first } = props;
  const own = message.author === "contact";
  const plain = message.content.type === "sticker";
  const { ref, shift, handlers } = useTouch(() => props.onReply(message));
  const look = plain
    ? ""
    : own
      ? "bg-bubble-out text-on-brand"
      : "border border-line bg-bubble-in text-ink";
  return (
    <li class={`group flex ${own ? "justify-end" : "justify-start"} ${first ? "mt-2" : "mt-0.5"}`}>
      <div
        ref={ref}
        {...handlers}
        class={`relative max-w-[84%] touch-pan-y rounded-2xl px-2 pt-1.5 pb-1 text-base shadow-xs ${look} ${corner(own, first)} ${shift === 0 ? "transition-transform" : ""} ${reactions(message).length > 0 ? "mb-3" : ""}`}
        style={shift === 0 ? undefined : { transform: `translateX(${shift}px)` }}
      >
        {quoted && <Quote quoted={quoted} own={own} businessName={businessName} />}
        <BubbleContent
          content={message.content}
          own={own}
          connectionId={connectionId}
          answered={answered}
          onOpen={props.onOpen}
          onAnswer={(kind, row) => props.onAnswer(message, kind, row)}
          onList={() => props.onList(message)}
        />
        <p
          class={`nums mt-0.5 flex items-center justify-end gap-1 px-1 text-2xs ${own && !plain ? "text-white/90" : "text-ink-3"}`}
        >
          <time dateTime={iso(message.createdAt)}>{clockTime(message.createdAt)}</time>
          {own && <Ticks status={message.status} />}
        </p>
        <Reactions message={message} />
        <Actions {...props} own={own} />
      </div>
    </li>
  );
}

const iso = (when: string | Date): string => new Date(when).toISOString();

const corner = (own: boolean, first: boolean): string =>
  first ? (own ? "rounded-se-sm" : "rounded-ss-sm") : "";

const reactions = ({ businessReaction, contactReaction }: PhoneMessage): string[] =>
  [contactReaction, businessReaction].filter((one) => one !== null);

function Reactions({ message }: { message: PhoneMessage }) {
  const all = reactions(message);
  if (all.length === 0) return null;
  return (
    <span class="absolute start-2 -bottom-3 flex rounded-full border border-line bg-raised px-1.5 py-px text-sm text-ink shadow-sm">
      {all.join("")}
    </span>
  );
}

interface QuoteProps {
  quoted: PhoneMessage;
  own: boolean;
  businessName: string;
}

const Quote = ({ quoted, own, businessName }: QuoteProps) => (
  <div
    class={`mb-1 rounded-lg border-s-[3px] px-2 py-1 text-sm ${own ? "border-white/70 bg-black/15" : "border-brand-glow bg-sunken"}`}
  >
    <p class={`font-semibold ${own ? "" : "text-brand-ink"}`}>
      {quoted.author === "contact" ? t("phone.you") : businessName}
    </p>
    <p class="line-clamp-2 wrap-anywhere opacity-90" dir="auto">
      {summaryOf(quoted)}
    </p>
  </div>
);

function Actions({ message, own, onReply, onReact }: Props & { own: boolean }) {
  const { content, contactReaction } = message;
  const items: MenuItem[] = [
    { label: t("phone.reply"), icon: Reply, onSelect: () => onReply(message) },
  ];
  if (content.type === "text") {
    const copy = () => void copyText(content.text).catch(toastError);
    items.push({ label: t("phone.copyText"), icon: Copy, onSelect: copy });
  }
  if (contactReaction !== null) {
    const undo = () => onReact(message, "");
    items.push({ label: t("phone.removeReaction"), icon: X, onSelect: undo });
  }
  return (
    <span
      class={`absolute top-1 opacity-0 transition-opacity group-hover:opacity-100 focus-within:opacity-100 has-aria-expanded:opacity-100 ${own ? "-start-8" : "-end-8"}`}
    >
      <Menu
        align={own ? "end" : "start"}
        items={items}
        header={
          <div class="flex gap-0.5 border-b border-line pb-1.5">
            {QUICK.map((emoji) => (
              <button
                key={emoji}
                type="button"
                aria-label={t("phone.reactWith", { emoji })}
                aria-pressed={contactReaction === emoji}
                class="grid size-9 place-items-center rounded-md text-lg hover:bg-hover aria-pressed:bg-brand-soft"
                onClick={(event) => {
                  const menu = event.currentTarget.closest("[popover]");
                  if (menu instanceof HTMLElement) menu.hidePopover();
                  onReact(message, contactReaction === emoji ? "" : emoji);
                }}
              >
                {emoji}
              </button>
            ))}
          </div>
        }
        trigger={(menu) => (
          <button
            {...menu}
            type="button"
            aria-label={t("phone.actions")}
            class="grid size-7 place-items-center rounded-full bg-raised text-ink-2 shadow-sm"
          >
            <ChevronDown size={16} />
          </button>
        )}
      />
    </span>
  );
}

/** On touch: hold to open the actions, pull inwards to reply. */
function useTouch(onSwipe: () => void) {
  const ref = useRef<HTMLDivElement>(null);
  const from = useRef<{ x: number; y: number } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [shift, setShift] = useState(0);
  const inward = (dx: number): number => (document.documentElement.dir === "rtl" ? -dx : dx);
  const end = () => {
    clearTimeout(timer.current);
    if (inward(shift) >= SWIPE_PX) onSwipe();
    from.current = null;
    setShift(0);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== "touch") return;
      from.current = { x: event.clientX, y: event.clientY };
      timer.current = setTimeout(() => {
        from.current = null;
        ref.current?.querySelector<HTMLElement>("[aria-haspopup=menu]")?.click();
      }, HOLD_MS);
    },
    onPointerMove: (event: PointerEvent) => {
      if (!from.current) return;
      const dx = event.clientX - from.current.x;
      if (Math.hypot(dx, event.clientY - from.current.y) > 8) clearTimeout(timer.current);
      const pulled = Math.min(80, Math.max(0, inward(dx)));
      setShift(inward(pulled > 8 ? pulled : 0));
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
  return { ref, shift, handlers };
}
