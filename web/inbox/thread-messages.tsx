import { ArrowDown } from "lucide-preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Conversation } from "../../src/conversations/schema.ts";
import type { Message } from "../../src/messages/schema.ts";
import { t } from "../i18n/i18n.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { ErrorState, SkeletonRows } from "../ui/states.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { Bubble } from "./bubble.tsx";
import { useEnd } from "./end.ts";
import { useLate } from "./late.ts";
import { useMessages } from "./messages.ts";
import { outbox } from "./outbox.ts";
import { type Item, timeline } from "./timeline.ts";
import { nameOf } from "./words.ts";

interface Props {
  conversation: Conversation;
  onReply: (message: Message) => void;
}

export function ThreadMessages({ conversation, onReply }: Props) {
  const { id } = conversation;
  const thread = useMessages(id);
  const [picture, setPicture] = useState<Message | null>(null);
  const [target, setTarget] = useState<string | null>(null);
  const ImageViewer = useLate(picture !== null, () =>
    import("./image-viewer.tsx").then((m) => m.ImageViewer),
  );
  const mine = outbox.value.filter((one) => one.conversationId === id);
  const pages = thread.data?.pages;
  const messages = useMemo(() => (pages ?? []).flatMap((page) => page.data).toReversed(), [pages]);
  const items = useMemo(() => timeline(messages, mine), [messages, outbox.value]);
  const byId = useMemo(() => new Map(messages.map((one) => [one.id, one])), [messages]);

  if (thread.isPending)
    return (
      <div class="min-h-0 flex-1">
        <SkeletonRows count={6} />
      </div>
    );
  if (thread.isError && messages.length === 0)
    return (
      <div class="min-h-0 flex-1 overflow-y-auto">
        <ErrorState error={thread.error} retry={() => void thread.refetch()} />
      </div>
    );
  return (
    <>
      <Log
        items={items}
        target={target}
        onShown={() => setTarget(null)}
        loading={thread.isFetchingNextPage}
        onTop={() => {
          if (thread.hasNextPage && !thread.isFetchingNextPage) void thread.fetchNextPage();
        }}
        draw={(item) => (
          <Bubble
            item={item}
            name={nameOf(conversation)}
            quoted={item.message.replyToId ? byId.get(item.message.replyToId) : undefined}
            onReply={onReply}
            onJump={setTarget}
            onPicture={setPicture}
          />
        )}
      />
      {picture && ImageViewer && <ImageViewer message={picture} onClose={() => setPicture(null)} />}
    </>
  );
}

const pointedOutMs = 1600;

interface LogProps {
  items: Item[];
  /** The message to bring into view and point out. */
  target: string | null;
  onShown: () => void;
  loading: boolean;
  onTop: () => void;
  draw: (item: Extract<Item, { kind: "message" }>) => preact.JSX.Element;
}

/** Stays at the end while one is there; what is loaded above does not move what is read. */
function Log({ items, target, onShown, loading, onTop, draw }: LogProps) {
  const ref = useRef<VirtualizerHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const { atEnd, toEnd, leave, gestures, onMove } = useEnd(box);
  const before = useRef<{ first?: string | undefined; last?: string | undefined }>({});
  const first = items.find((item) => item.kind === "message")?.key;
  const last = items.at(-1)?.key;
  const grewAbove = before.current.first !== first && before.current.last === last;

  useLayoutEffect(() => {
    const grewBelow = before.current.last !== last;
    before.current = { first, last };
    if (grewBelow && atEnd) toEnd();
  }, [first, last]);

  useLayoutEffect(() => {
    if (target === null) return;
    const at = items.findIndex(({ key }) => key === target);
    leave();
    if (at >= 0) ref.current?.scrollToIndex(at, { align: "center" });
    const timer = setTimeout(onShown, pointedOutMs);
    return () => clearTimeout(timer);
  }, [target]);

  const onScroll = (offset: number) => {
    onMove();
    if (offset < 600) onTop();
  };
  return (
    <div class="relative flex min-h-0 flex-1 flex-col">
      {loading && (
        <span class="absolute inset-x-0 top-2 z-10 mx-auto w-fit rounded-full bg-raised p-1.5 text-ink-3 shadow-sm">
          <Spinner size={16} />
        </span>
      )}
      {items.length === 0 ? (
        <p class="m-auto p-6 text-sm text-ink-3">{t("inbox.noMessages")}</p>
      ) : (
        <div
          ref={box}
          {...gestures}
          tabIndex={0}
          role="log"
          aria-label={t("inbox.messages")}
          class="flex min-h-0 flex-1 flex-col overflow-y-auto pb-2 [overflow-anchor:none]"
        >
          <div class="grow" />
          <Virtualizer ref={ref} data={items} shift={grewAbove} onScroll={onScroll}>
            {(item: Item) => (
              <div
                key={item.key}
                data-message={item.key}
                class={`transition-colors duration-300 ${item.key === target ? "bg-selected" : ""}`}
              >
                {item.kind === "day" ? <Day label={item.label} /> : draw(item)}
              </div>
            )}
          </Virtualizer>
        </div>
      )}
      {!atEnd && (
        <span class="absolute end-4 bottom-3 rounded-full border border-line bg-raised shadow-md">
          <IconButton label={t("inbox.toLatest")} icon={ArrowDown} onClick={toEnd} />
        </span>
      )}
    </div>
  );
}

const Day = ({ label }: { label: string }) => (
  <div class="flex items-center gap-4 px-6 py-3 text-xs font-medium text-ink-3">
    <span class="h-px flex-1 bg-line" />
    {label}
    <span class="h-px flex-1 bg-line" />
  </div>
);
