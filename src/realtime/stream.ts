import { clock } from "../lib/clock.ts";

/** Whom a frame reaches, besides the permission. */
export type Audience =
  | { kind: "everybody" }
  /** Whoever may see the conversation at the moment of sending. */
  | { kind: "viewers"; conversationId: string }
  /** Whoever saw it under the previous assignee and no longer does. */
  | { kind: "losers"; conversationId: string; previous: string | null };

export interface Draft {
  event: string;
  data: unknown;
  permission: string;
  audience: Audience;
}
export interface Frame extends Draft {
  id: number;
  /** As sent, encoded once for all sockets. */
  text: string;
}

const MAX_FRAMES = 1000;
/** Below what a socket may have waiting, so that a replay alone never cuts it. */
const MAX_CHARS = 400_000;
const EPOCH_MS = Date.UTC(2025, 0, 1);

/** Growing numbers, also over restarts; the low byte tells nodes apart. */
export function frameIds(): () => number {
  const tag = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0;
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor((clock.ms() - EPOCH_MS) * 16));
    return last * 256 + tag;
  };
}

/** What one tenant was told of late. */
export interface Stream {
  /** The latest id; a socket that is ready now starts after it. */
  head(): number;
  add(draft: Draft): Frame;
  /** Everything after this id; undefined when the id is unknown or too old. */
  since(id: number): Frame[] | undefined;
  /** Something was missed: no earlier id can be resumed. */
  clear(): void;
}

export function createStream(nextId: () => number): Stream {
  let floor = nextId();
  let head = floor;
  let chars = 0;
  let frames: Frame[] = [];

  const shrink = (): void => {
    while (frames.length > MAX_FRAMES || (chars > MAX_CHARS && frames.length > 0)) {
      const oldest = frames.shift();
      if (!oldest) return;
      chars -= oldest.text.length;
      floor = oldest.id;
    }
  };
  return {
    head: () => head,
    add(draft) {
      head = nextId();
      const text = JSON.stringify({ event: draft.event, data: draft.data, id: head });
      // The data live on in the text only.
      const frame = { ...draft, data: undefined, id: head, text };
      frames.push(frame);
      chars += text.length;
      shrink();
      return frame;
    },
    since(id) {
      if (id === floor) return [...frames];
      const at = frames.findIndex((frame) => frame.id === id);
      return at < 0 ? undefined : frames.slice(at + 1);
    },
    clear() {
      frames = [];
      chars = 0;
      floor = nextId();
      head = floor;
    },
  };
}
