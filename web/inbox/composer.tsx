import { SendHorizontal, Paperclip } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Connection } from "../../src/connections/schema.ts";
import type { Conversation } from "../../src/conversations/schema.ts";
import type { Message } from "../../src/messages/schema.ts";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { useHotkeys } from "../lib/hotkeys.ts";
import { can } from "../lib/session.ts";
import { Button } from "../ui/button.tsx";
import { EmojiPicker } from "../ui/emoji-picker.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { now } from "./clock.ts";
import { ComposerTop, type Mode } from "./composer-top.tsx";
import { ClosedWindow, DropZone, ReplyingTo, StagedFiles } from "./composer-parts.tsx";
import { keepDraft, readDraft } from "./drafts.ts";
import { type Wish, post } from "./outbox.ts";
import { type Staged, stage } from "./staged.ts";
import { VoiceButton } from "./voice.tsx";
import { nameOf } from "./words.ts";

interface Props {
  conversation: Conversation;
  connection: Connection | undefined;
  replyTo: Message | null;
  onReplied: () => void;
}

const limits = { reply: 4096, note: 10_000, caption: 1024 } as const;
const typingEveryMs = 10_000;

/** No window where the channel has none. */
function isShut({ windowExpiresAt }: Conversation, connection: Connection | undefined): boolean {
  if (typeof connection?.capabilities["replyWindowHours"] !== "number") return false;
  return !windowExpiresAt || new Date(windowExpiresAt).getTime() < now.value;
}

export function Composer({ conversation, connection, replyTo, onReplied }: Props) {
  const { id } = conversation;
  const [mode, setMode] = useState<Mode>("reply");
  // Apart, so that what was meant for the team is never sent to the customer.
  const [texts, setTexts] = useState(() => ({
    reply: readDraft(id, "reply"),
    note: readDraft(id, "note"),
  }));
  const text = texts[mode];
  const [staged, setStaged] = useState<Staged[]>([]);
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const tellTyping = useTypingNews(id, connection?.capabilities["typing"] === true);
  const note = mode === "note";
  const shut = !note && isShut(conversation, connection);

  const focus = () => requestAnimationFrame(() => area.current?.focus());
  const choose = (next: Mode) => {
    setMode(next);
    focus();
  };
  useHotkeys({ r: () => choose("reply"), n: () => choose("note") });
  useEffect(() => {
    if (matchMedia("(min-width: 768px)").matches) focus();
  }, []);
  useEffect(() => {
    if (replyTo) choose("reply");
  }, [replyTo]);

  const write = (value: string) => {
    setTexts((all) => ({ ...all, [mode]: value }));
    keepDraft(id, mode, value);
    if (!note && value) tellTyping();
  };
  const add = (files: Iterable<File>) => {
    setMode("reply");
    setStaged((list) => [...list, ...[...files].map((file) => stage(file))]);
    focus();
  };
  const insert = (emoji: string) => {
    const { selectionStart: from = text.length, selectionEnd: to = text.length } =
      area.current ?? {};
    write(text.slice(0, from) + emoji + text.slice(to));
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(from + emoji.length, from + emoji.length);
    });
  };
  const submit = () => {
    const said = text.trim();
    if (shut || (!said && staged.length === 0)) return;
    const base: Wish = {
      conversationId: id,
      note,
      text: said,
      ...(replyTo && !note ? { replyToId: replyTo.id } : {}),
    };
    if (note || staged.length === 0) post(base);
    else sendFiles(base, staged);
    write("");
    focus();
    if (note) return;
    setStaged([]);
    onReplied();
  };

  return (
    <footer class="px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] md:px-5 md:pb-4">
      {can("media.write") && <DropZone onFiles={add} />}
      <div
        class={`overflow-hidden rounded-xl border shadow-md focus-within:border-brand-glow focus-within:ring-3 focus-within:ring-primary-500/15 ${note ? "border-warn-line bg-bubble-note" : "border-line-strong bg-surface"}`}
      >
        <ComposerTop mode={mode} onMode={choose} conversation={conversation} shut={shut} />
        {shut ? (
          <ClosedWindow name={nameOf(conversation)} onNote={() => choose("note")} />
        ) : (
          <>
            {replyTo && !note && (
              <ReplyingTo message={replyTo} name={nameOf(conversation)} onCancel={onReplied} />
            )}
            {!note && (
              <StagedFiles
                staged={staged}
                onRemove={(one) => {
                  URL.revokeObjectURL(one.url);
                  setStaged(staged.filter((other) => other.id !== one.id));
                }}
              />
            )}
            <textarea
              ref={area}
              aria-label={t(note ? "inbox.note" : "inbox.reply")}
              placeholder={t(note ? "inbox.notePlaceholder" : "inbox.replyPlaceholder")}
              rows={1}
              dir="auto"
              maxLength={note ? limits.note : staged.length ? limits.caption : limits.reply}
              value={text}
              onInput={(event) => write(event.currentTarget.value)}
              onPaste={(event) => {
                const files = [...(event.clipboardData?.files ?? [])];
                if (files.length === 0 || !can("media.write")) return;
                event.preventDefault();
                add(files);
              }}
              onKeyDown={(event) => {
                if (event.key === "Escape") {
                  if (replyTo) onReplied();
                  else area.current?.blur();
                }
                if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
                event.preventDefault();
                submit();
              }}
              class="block max-h-40 min-h-11 w-full resize-none bg-transparent px-3.5 py-2.5 text-base outline-none"
            />
            <div class="flex items-center gap-0.5 px-2 pb-2">
              <EmojiPicker label={t("inbox.emoji")} onPick={insert} />
              {!note && can("media.write") && (
                <>
                  <input
                    ref={picker}
                    type="file"
                    multiple
                    hidden
                    onChange={(event) => {
                      add([...(event.currentTarget.files ?? [])]);
                      event.currentTarget.value = "";
                    }}
                  />
                  <IconButton
                    label={t("inbox.attach")}
                    icon={Paperclip}
                    size={18}
                    onClick={() => picker.current?.click()}
                  />
                  <VoiceButton
                    onVoice={(file) => {
                      const one = stage(file, /ogg/.test(file.type));
                      sendFiles({ conversationId: id, note: false, text: "" }, [one]);
                    }}
                  />
                </>
              )}
              <span class="ms-auto" />
              <Button
                size="sm"
                variant="primary"
                disabled={!text.trim() && staged.length === 0}
                onClick={submit}
              >
                {t(note ? "inbox.addNote" : "inbox.send")}
                <SendHorizontal
                  size={15}
                  strokeWidth={2}
                  class="rtl:-scale-x-100"
                  aria-hidden="true"
                />
              </Button>
            </div>
          </>
        )}
      </div>
    </footer>
  );
}

/** The text is the caption of the first; audio has none, so there it follows by itself. */
function sendFiles(base: Wish, staged: readonly Staged[]): void {
  for (const [at, { file, kind, url, voice }] of staged.entries()) {
    const { replyToId: _, ...plain } = base;
    const rest = at === 0 ? base : plain;
    const caption = at === 0 && kind !== "audio" ? base.text : "";
    post({ ...rest, text: caption, file: { kind, name: file.name, url, voice } }, file);
    if (at === 0 && kind === "audio" && base.text) post({ ...plain, text: base.text });
  }
}

function useTypingNews(id: string, supported: boolean): () => void {
  const told = useRef(0);
  return () => {
    if (!supported || Date.now() - told.current < typingEveryMs) return;
    told.current = Date.now();
    // Not worth troubling anybody when it fails.
    api("typing", { params: { id } }).catch(() => undefined);
  };
}
