import { newId } from "../lib/new-id.ts";
import type { FileKind } from "./outbox.ts";

export interface Staged {
  id: string;
  file: File;
  kind: FileKind;
  url: string;
  voice: boolean;
}

/** What WhatsApp shows by itself; everything else goes as a document. */
const shown: [FileKind, RegExp][] = [
  ["image", /^image\/(jpeg|png)$/],
  ["video", /^video\/(mp4|3gpp)$/],
  ["audio", /^audio\/(aac|amr|mpeg|mp4|ogg)/],
];

export const stage = (file: File, voice = false): Staged => ({
  id: newId(),
  file,
  kind: shown.find(([, type]) => type.test(file.type))?.[0] ?? "document",
  url: URL.createObjectURL(file),
  voice,
});
