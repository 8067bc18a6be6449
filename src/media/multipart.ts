import { AppError } from "../lib/app-error.ts";

interface FilePart {
  fileName: string | undefined;
  mimeType: string | undefined;
  bytes: AsyncIterable<Uint8Array>;
}

const MAX_HEAD_BYTES = 16 * 1024;
const HEAD_END = Buffer.from("\r\n\r\n");

/** Takes the file of an upload, in the field `file`; throws VALIDATION_ERROR when there is none. */
export async function withFile<T>(
  body: ReadableStream<Uint8Array> | null,
  contentType: string | undefined,
  work: (part: FilePart) => Promise<T>,
): Promise<T> {
  try {
    const part = await filePart(body, contentType, "file");
    if (!part) throw noFile();
    return await work(part);
  } catch (cause) {
    throw cause instanceof BrokenBody ? noFile(cause) : cause;
  }
}

const noFile = (cause?: unknown): AppError =>
  new AppError("invalid", "VALIDATION_ERROR", {
    message: "Send the file as multipart/form-data, in the field `file`.",
    details: [{ path: "file", message: "a file is needed" }],
    cause,
  });

/** The named file field of a multipart body, read as it arrives; undefined when it is not there or the body is malformed. */
async function filePart(
  body: ReadableStream<Uint8Array> | null,
  contentType: string | undefined,
  field: string,
): Promise<FilePart | undefined> {
  const boundary = /^multipart\/form-data;.*\bboundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(
    contentType ?? "",
  );
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!body || mark === undefined) return undefined;
  // With a line break in front of the first boundary, all boundaries look alike.
  const reader = new Parts(body, Buffer.from(`\r\n--${mark}`));
  await drain(reader.untilBoundary());
  for (;;) {
    const head = await reader.head();
    if (head === undefined) return undefined;
    const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1] ?? "";
    if (parameter(disposition, "name") === field && /\bfilename\*?=/i.test(disposition)) {
      return {
        fileName: parameter(disposition, "filename"),
        mimeType: /^content-type:\s*([^\r\n]+)/im.exec(head)?.[1]?.trim(),
        bytes: reader.untilBoundary(),
      };
    }
    await drain(reader.untilBoundary());
  }
}

async function drain(bytes: AsyncGenerator<Uint8Array>): Promise<void> {
  while ((await bytes.next()).done !== true);
}

/** Browsers escape quotes and line breaks in names as %22, %0D and %0A. */
const parameter = (text: string, name: string): string | undefined =>
  new RegExp(`(?:^|[;\\s])${name}="([^"]*)"`, "i")
    .exec(text)?.[1]
    ?.replaceAll(/%(22|0D|0A)/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );

class Parts {
  #rest: Buffer = Buffer.from("\r\n");
  #ended = false;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #boundary: Buffer;

  constructor(body: ReadableStream<Uint8Array>, boundary: Buffer) {
    this.#chunks = body[Symbol.asyncIterator]();
    this.#boundary = boundary;
  }

  /** The bytes before the next boundary, which is taken too. A body that ends without one is cut off: an error. */
  async *untilBoundary(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = this.#rest.indexOf(this.#boundary);
      if (at >= 0) {
        const bytes = this.#rest.subarray(0, at);
        this.#rest = this.#rest.subarray(at + this.#boundary.length);
        if (bytes.length > 0) yield bytes;
        return;
      }
      // The start of a boundary may be at the end of what is there.
      const sure = this.#rest.length - this.#boundary.length;
      if (sure > 0) {
        yield this.#rest.subarray(0, sure);
        this.#rest = this.#rest.subarray(sure);
      }
      if (!(await this.#more())) throw new BrokenBody("the body ends in the middle of a part");
    }
  }

  /** Header lines of the part that begins here; undefined after the last one. */
  async head(): Promise<string | undefined> {
    for (;;) {
      if (this.#rest.subarray(0, 2).equals(Buffer.from("--"))) return undefined;
      const end = this.#rest.indexOf(HEAD_END);
      if (end >= 0) {
        const head = this.#rest.subarray(0, end).toString("utf8");
        this.#rest = this.#rest.subarray(end + HEAD_END.length);
        return head;
      }
      if (this.#rest.length > MAX_HEAD_BYTES || !(await this.#more())) return undefined;
    }
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const { value, done } = await this.#chunks.next();
    if (done === true) {
      this.#ended = true;
      return false;
    }
    this.#rest = this.#rest.length === 0 ? Buffer.from(value) : Buffer.concat([this.#rest, value]);
    return true;
  }
}

class BrokenBody extends Error {}
