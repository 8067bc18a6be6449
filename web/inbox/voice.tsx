import { Mic, Square, Trash2 } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { toast } from "../ui/toast.ts";

/** What both a browser records and WhatsApp plays. */
const type =
  typeof MediaRecorder === "undefined"
    ? undefined
    : ["audio/ogg;codecs=opus", "audio/mp4"].find((one) => MediaRecorder.isTypeSupported(one));

interface Recording {
  recorder: MediaRecorder;
  startedAt: number;
}

export function VoiceButton({ onVoice }: { onVoice: (file: File) => void }) {
  const [recording, setRecording] = useState<Recording | null>(null);
  const kept = useRef(false);
  useEffect(() => () => recording?.recorder.stop(), [recording]);
  if (!type) return null;

  const start = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const recorder = new MediaRecorder(stream, { mimeType: type });
    const chunks: Blob[] = [];
    kept.current = false;
    recorder.ondataavailable = ({ data }) => chunks.push(data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      const mime = type.split(";")[0] ?? type;
      const name = mime === "audio/ogg" ? "voice.ogg" : "voice.m4a";
      if (kept.current) onVoice(new File(chunks, name, { type: mime }));
    };
    recorder.start();
    setRecording({ recorder, startedAt: Date.now() });
  };
  const end = (keep: boolean) => {
    kept.current = keep;
    setRecording(null);
  };
  if (!recording)
    return (
      <IconButton
        label={t("inbox.record")}
        icon={Mic}
        size={18}
        onClick={() =>
          void start().catch(() => toast({ text: t("inbox.noMicrophone"), tone: "bad" }))
        }
      />
    );
  return (
    <span class="flex items-center gap-1 rounded-full bg-bad-soft ps-1 text-bad-ink">
      <IconButton label={t("inbox.recordCancel")} icon={Trash2} onClick={() => end(false)} />
      <Elapsed since={recording.startedAt} />
      <IconButton label={t("inbox.recordSend")} icon={Square} onClick={() => end(true)} />
    </span>
  );
}

function Elapsed({ since }: { since: number }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(Math.round((Date.now() - since) / 1000)), 500);
    return () => clearInterval(timer);
  }, [since]);
  return (
    <span role="timer" aria-label={t("inbox.recording")} class="nums text-sm font-medium">
      {`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`}
    </span>
  );
}
