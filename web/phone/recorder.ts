import { useEffect, useRef, useState } from "preact/hooks";

const TYPES = ["audio/ogg;codecs=opus", "audio/mp4", "audio/webm;codecs=opus"];
const endings: Record<string, string> = { ogg: "ogg", mp4: "m4a", webm: "webm" };

export interface Recorder {
  /** Null while nothing is recorded. */
  seconds: number | null;
  start: () => Promise<void>;
  /** The file, or undefined when it is thrown away. */
  stop: (keep: boolean) => Promise<File | undefined>;
}

/** Voice messages from the microphone; `start` throws where there is none. */
export function useRecorder(): Recorder {
  const running = useRef<{ recorder: MediaRecorder; chunks: Blob[] } | null>(null);
  const [seconds, setSeconds] = useState<number | null>(null);

  const release = () => {
    const recorder = running.current?.recorder;
    for (const track of recorder?.stream.getTracks() ?? []) track.stop();
    running.current = null;
  };
  useEffect(() => release, []);
  const active = seconds !== null;
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => setSeconds((now) => (now ?? 0) + 1), 1000);
    return () => clearInterval(timer);
  }, [active]);

  return {
    seconds,
    start: async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
      const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
      const chunks: Blob[] = [];
      recorder.ondataavailable = ({ data }) => chunks.push(data);
      recorder.start();
      running.current = { recorder, chunks };
      setSeconds(0);
    },
    stop: async (keep) => {
      const current = running.current;
      setSeconds(null);
      if (!current) return undefined;
      const { recorder, chunks } = current;
      await new Promise((resolve) => {
        recorder.onstop = resolve;
        recorder.stop();
      });
      release();
      if (!keep) return undefined;
      const type = recorder.mimeType.split(";")[0] ?? "audio/webm";
      return new File(chunks, `voice.${endings[type.split("/")[1] ?? ""] ?? "webm"}`, { type });
    },
  };
}
