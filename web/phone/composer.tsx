import {
  Contact,
  FileText,
  Image,
  MapPin,
  Mic,
  Paperclip,
  SendHorizontal,
  Trash2,
  X,
} from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu } from "../ui/menu.tsx";
import { toast, toastError } from "../ui/toast.ts";
import { EmojiPicker } from "../ui/emoji-picker.tsx";
import { AttachCard, AttachPlace } from "./attach-dialogs.tsx";
import type { PhoneMessage } from "./merge.ts";
import { useRecorder } from "./recorder.ts";
import type { PhoneStore, Says } from "./store.ts";
import { summaryOf } from "./summary.ts";

const TYPING_EVERY_MS = 3000;
const IDLE_MS = 4000;

interface Props {
  store: PhoneStore;
  contactId: string;
  replyTo: PhoneMessage | null;
  businessName: string;
  onReplied: () => void;
}

export function Composer({ store, contactId, replyTo, businessName, onReplied }: Props) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [dialog, setDialog] = useState<"place" | "card" | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const recorder = useRecorder();
  const typing = useTyping(store, contactId);
  const quote = replyTo ? { replyTo: replyTo.waId } : {};

  useEffect(() => {
    if (replyTo) field.current?.focus();
  }, [replyTo]);

  const send = async (body: Says): Promise<boolean> => {
    setBusy(true);
    try {
      await store.say(contactId, body);
      onReplied();
      return true;
    } catch (error) {
      toastError(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const sendText = async () => {
    const said = text.trim();
    if (said === "" || busy) return;
    setText("");
    typing.stop();
    if (!(await send({ type: "text", text: said, ...quote }))) setText(said);
    field.current?.focus();
  };
  const sendFile = async (file: File, voice = false) => {
    try {
      const mediaId = await store.upload(file);
      const caption = voice || text.trim() === "" ? {} : { caption: text.trim() };
      const type = voice ? "audio" : kindOf(file.type);
      const named = type === "document" ? { fileName: file.name } : {};
      if (await send({ type, mediaId, voice, ...named, ...caption, ...quote })) {
        if (!voice) setText("");
      }
    } catch (error) {
      toastError(error);
    }
  };
  const pick = (accept: string) => {
    if (!files.current) return;
    files.current.accept = accept;
    files.current.click();
  };
  const record = () =>
    recorder.start().catch(() => toast({ text: t("phone.noMicrophone"), tone: "bad" }));
  const finish = async (keep: boolean) => {
    const file = await recorder.stop(keep);
    if (file) await sendFile(file, true);
  };

  return (
    <div class="border-t border-line bg-surface px-2 pt-2 pb-[max(0.5rem,env(safe-area-inset-bottom))]">
      {replyTo && <Replying message={replyTo} businessName={businessName} onCancel={onReplied} />}
      {recorder.seconds !== null ? (
        <div class="flex items-center gap-2">
          <IconButton
            label={t("phone.cancelRecording")}
            icon={Trash2}
            class="size-10!"
            onClick={() => void finish(false)}
          />
          <span role="status" class="nums flex-1 text-bad-ink">
            {t("phone.recording", { seconds: recorder.seconds })}
          </span>
          <SendButton label={t("phone.stopRecording")} onClick={() => void finish(true)} />
        </div>
      ) : (
        <form
          class="flex items-end gap-0.5"
          onSubmit={(event) => {
            event.preventDefault();
            void sendText();
          }}
        >
          <EmojiPicker
            label={t("phone.emoji")}
            size={21}
            class="size-10!"
            onPick={(emoji) => {
              setText(text + emoji);
              field.current?.focus();
            }}
          />
          <Attach onPick={pick} onDialog={setDialog} />
          <textarea
            ref={field}
            rows={1}
            value={text}
            dir="auto"
            aria-label={t("phone.message")}
            placeholder={t("phone.message")}
            maxLength={4096}
            class="max-h-32 min-h-10 min-w-0 flex-1 resize-none rounded-2xl border border-line-strong bg-canvas px-3.5 py-2 leading-6 focus:border-brand-glow focus:outline-none"
            onInput={(event) => {
              setText(event.currentTarget.value);
              typing.start();
            }}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
              event.preventDefault();
              void sendText();
            }}
            onPaste={(event) => {
              const [file] = event.clipboardData?.files ?? [];
              if (file) void sendFile(file);
            }}
          />
          {text.trim() === "" ? (
            <IconButton
              label={t("phone.record")}
              icon={Mic}
              size={20}
              class="size-10!"
              onClick={() => void record()}
            />
          ) : (
            <SendButton label={t("phone.send")} submit disabled={busy} />
          )}
        </form>
      )}
      <input
        ref={files}
        type="file"
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) void sendFile(file);
          event.currentTarget.value = "";
        }}
      />
      {dialog === "place" && (
        <AttachPlace
          onClose={() => setDialog(null)}
          onSend={(place) => send({ type: "location", ...place, ...quote })}
        />
      )}
      {dialog === "card" && (
        <AttachCard
          onClose={() => setDialog(null)}
          onSend={(card) => send({ type: "contacts", contacts: [card], ...quote })}
        />
      )}
    </div>
  );
}

/** As WhatsApp carries it; what it cannot show goes as a document. */
function kindOf(mimeType: string): "image" | "video" | "audio" | "document" {
  if (/^image\/(jpeg|png)$/.test(mimeType)) return "image";
  if (/^video\/(mp4|3gpp)$/.test(mimeType)) return "video";
  if (/^audio\/(aac|amr|mpeg|mp4|ogg)$/.test(mimeType)) return "audio";
  return "document";
}

interface SendProps {
  label: string;
  submit?: boolean;
  disabled?: boolean;
  onClick?: () => void;
}
const SendButton = ({ label, submit = false, disabled = false, onClick }: SendProps) => (
  <button
    type={submit ? "submit" : "button"}
    aria-label={label}
    data-tip={label}
    disabled={disabled}
    class="grid size-10 shrink-0 place-items-center rounded-full bg-brand text-on-brand shadow-brand transition-transform hover:bg-brand-hover active:scale-95 disabled:opacity-60 max-md:size-11"
    {...(onClick ? { onClick } : {})}
  >
    <SendHorizontal size={18} class="rtl:-scale-x-100" />
  </button>
);

interface AttachProps {
  onPick: (accept: string) => void;
  onDialog: (dialog: "place" | "card") => void;
}
const Attach = ({ onPick, onDialog }: AttachProps) => (
  <Menu
    align="start"
    items={[
      {
        label: t("phone.attachPhoto"),
        icon: Image,
        onSelect: () => onPick("image/jpeg,image/png,video/mp4,video/3gpp"),
      },
      { label: t("phone.attachDocument"), icon: FileText, onSelect: () => onPick("") },
      { label: t("phone.attachLocation"), icon: MapPin, onSelect: () => onDialog("place") },
      { label: t("phone.attachContact"), icon: Contact, onSelect: () => onDialog("card") },
    ]}
    trigger={(menu) => (
      <IconButton {...menu} label={t("phone.attach")} icon={Paperclip} size={20} class="size-10!" />
    )}
  />
);

interface ReplyingProps {
  message: PhoneMessage;
  businessName: string;
  onCancel: () => void;
}
const Replying = ({ message, businessName, onCancel }: ReplyingProps) => (
  <div class="mb-2 flex items-center gap-2 rounded-lg border-s-[3px] border-brand-glow bg-sunken py-1 ps-3 pe-1 text-sm">
    <div class="min-w-0 flex-1">
      <p class="font-semibold text-brand-ink">
        {t("phone.replyingTo", {
          name: message.author === "contact" ? t("phone.you") : businessName,
        })}
      </p>
      <p class="truncate text-ink-2">{summaryOf(message)}</p>
    </div>
    <IconButton label={t("phone.cancelReply")} icon={X} onClick={onCancel} />
  </div>
);

/** Tells the business at most every three seconds, and when the keys rest. */
function useTyping(store: PhoneStore, contactId: string) {
  const told = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => {
    clearTimeout(timer.current);
    if (told.current > 0) store.typing(contactId, false);
    told.current = 0;
  };
  useEffect(() => stop, [contactId]);
  return {
    start: () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(stop, IDLE_MS);
      if (Date.now() - told.current < TYPING_EVERY_MS) return;
      told.current = Date.now();
      store.typing(contactId, true);
    },
    stop,
  };
}
