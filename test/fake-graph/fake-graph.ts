import { text, validateMessage } from "./validate.ts";
import {
  deliver,
  envelope,
  handshake,
  heard,
  type Hook,
  type Inbound,
  type Manner,
  PROPER,
} from "./webhooks.ts";

/** What the next sends meet. Each fault counts down; `times` -1 stays. */
export interface Fault {
  kind: "error" | "page" | "delay" | "drop_before" | "drop_after" | "failed_status" | "media_gone";
  times: number;
  code?: number;
  status?: number;
  ms?: number;
}
export interface Sent {
  at: number;
  id: string;
  phoneNumberId: string;
  callbackId: string | undefined;
  body: Record<string, unknown>;
}
interface File {
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
}
export interface GraphOptions {
  port?: number;
  token?: string;
  /** `counts` keeps no bodies, for load. */
  record?: "all" | "counts";
  /** Statuses posted back after a send, in this order. */
  statuses?: string[];
  /** What the number may send: 80 messages a second, or 1,000. */
  throughput?: "STANDARD" | "HIGH";
}

let counter = 0;
const newId = (): string =>
  `wamid.${Buffer.from(`fake-${process.pid}-${Date.now()}-${counter++}`).toString("base64")}`;

/** Meta's Graph API as far as a connector meets it, over real HTTP, with signed webhooks back. */
export async function startFakeGraph(options: GraphOptions = {}) {
  const { token = "EAAG-test-token", record = "all", throughput = "STANDARD" } = options;
  const sent: Sent[] = [];
  const counts = new Map<string, number>();
  const files = new Map<string, File>();
  const faults: Fault[] = [];
  const read: string[] = [];
  const typing: string[] = [];
  const hooks = new Map<string, Hook>();
  let statuses = options.statuses ?? [];
  let manner = PROPER;
  let mediaUrl: string | undefined;
  let total = 0;

  const takeFault = (...kinds: Fault["kind"][]): Fault | undefined => {
    const at = faults.findIndex(({ kind, times }) => kinds.includes(kind) && times !== 0);
    const fault = faults[at];
    if (fault && fault.times > 0) fault.times--;
    return fault;
  };

  const hookOf = (phoneNumberId: string): Hook | undefined =>
    hooks.get(phoneNumberId) ?? [...hooks.values()][0];

  /** Answers the first copy's response. */
  async function post(phoneNumberId: string, value: object): Promise<Response | undefined> {
    const hook = hookOf(phoneNumberId);
    if (!hook) return undefined;
    const body = envelope({ ...hook, phoneNumberId }, value);
    const copies = Array.from({ length: manner.copies }, () => deliver(hook, body));
    return (await Promise.all(copies))[0];
  }

  /** Somebody writes to the number; returns the message's id. */
  async function inbound(message: Inbound, phoneNumberId = ""): Promise<string> {
    const id = message.id ?? newId();
    const to = phoneNumberId || hookOf("")?.phoneNumberId || "";
    const answer = await post(to, heard({ ...message, id }));
    if (!answer) throw new Error("the delivery was not taken");
    return id;
  }

  /** A file of a contact's, for `inbound`. */
  function addFile(bytes: Uint8Array<ArrayBuffer>, type: string): { id: string; sha256: string } {
    const id = String(900_000_000_000_000 + counter++);
    files.set(id, { bytes, type });
    const hash = new Bun.CryptoHasher("sha256").update(bytes).digest("base64");
    return { id, sha256: hash };
  }

  /** An address entered at Meta: deliveries go there once it has answered. */
  async function subscribe(hook: Hook, verifyToken: string): Promise<boolean> {
    const verified = await handshake(hook.url, verifyToken);
    if (verified) hooks.set(hook.phoneNumberId, hook);
    return verified;
  }

  async function tellStatuses(one: Sent, list: string[], code?: number): Promise<void> {
    for (const status of manner.reorder ? list.toReversed() : list) {
      await post(one.phoneNumberId, { statuses: [statusOf(one, status, code)] });
    }
  }

  async function message(phoneNumberId: string, body: Record<string, unknown>): Promise<Response> {
    if (takeFault("drop_before")) throw new Dropped();
    const delay = takeFault("delay");
    if (delay) await Bun.sleep(delay.ms ?? 100);
    const page = takeFault("page");
    if (page) return new Response("<html>Bad gateway</html>", { status: page.status ?? 502 });
    const fault = takeFault("error");
    if (fault) return graphError(fault.code ?? 131000, fault.status ?? 400);
    if (body["status"] === "read") {
      const id = text(body["message_id"]);
      if (!id) return graphError(131008, 400, "message_id");
      read.push(id);
      if (body["typing_indicator"] !== undefined) typing.push(id);
      return Response.json({ success: true });
    }
    const problem = validateMessage(body, (id) => files.has(id));
    if (problem) return graphError(problem.code, 400, problem.details);
    const callbackId =
      typeof body["biz_opaque_callback_data"] === "string"
        ? body["biz_opaque_callback_data"]
        : undefined;
    const one: Sent = { at: Date.now(), id: newId(), phoneNumberId, callbackId, body };
    total++;
    if (callbackId) counts.set(callbackId, (counts.get(callbackId) ?? 0) + 1);
    if (record === "all") sent.push(one);
    const failed = takeFault("failed_status");
    const told = failed
      ? tellStatuses(one, ["failed"], failed.code ?? 131026)
      : tellStatuses(one, statuses);
    if (manner.early) await told;
    else void told;
    if (takeFault("drop_after")) throw new Dropped();
    const [to, recipient] = [text(body["to"]), text(body["recipient"])];
    const contact = to
      ? { input: to, wa_id: to.replace("+", "") }
      : { input: recipient, user_id: recipient };
    return Response.json({
      messaging_product: "whatsapp",
      contacts: [contact],
      messages: [{ id: one.id }],
    });
  }

  async function upload(request: Request): Promise<Response> {
    const form = await request.formData();
    const file = form.get("file");
    if (form.get("messaging_product") !== "whatsapp" || !(file instanceof Blob))
      return graphError(100, 400, "file is required");
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.length === 0) return graphError(131053, 400, "the file is empty");
    return Response.json({ id: addFile(bytes, text(form.get("type")) || file.type).id });
  }

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname.startsWith("/__control/")) return control(url.pathname.slice(11), request);
    if (request.headers.get("Authorization") !== `Bearer ${token}`) return graphError(190, 401);
    const [, , id = "", edge] = url.pathname.split("/");
    if (url.pathname.startsWith("/files/"))
      return serve(takeFault("media_gone") ? undefined : files.get(url.pathname.slice(7)));
    if (request.method === "POST" && edge === "messages")
      return message(id, Object(await request.json()));
    if (request.method === "POST" && edge === "media") return upload(request);
    if (request.method === "GET" && files.has(id)) return describe(id, url.origin);
    if (request.method === "DELETE" && files.delete(id)) return Response.json({ success: true });
    if (request.method === "GET" && /^\d+$/.test(id) && url.searchParams.has("fields")) {
      return Response.json({
        id,
        display_phone_number: "+1 202-555-0142",
        verified_name: "Example Store",
        status: "CONNECTED",
        throughput: { level: throughput },
      });
    }
    return graphError(100, 400, "Unsupported request", 33);
  }

  function describe(id: string, origin: string): Response {
    const file = files.get(id);
    if (!file) return graphError(100, 400, "gone", 33);
    const sha256 = new Bun.CryptoHasher("sha256").update(file.bytes).digest("hex");
    return Response.json({
      id,
      url: mediaUrl ?? `${origin}/files/${id}`,
      mime_type: file.type,
      sha256,
      file_size: String(file.bytes.length),
    });
  }

  /** For tests in other processes. */
  async function control(what: string, request: Request): Promise<Response> {
    if (what === "webhook") {
      const hook: Hook = JSON.parse(await request.text());
      hooks.set(hook.phoneNumberId, hook);
    } else if (what === "faults") faults.push(JSON.parse(await request.text()));
    else if (what === "statuses") statuses = JSON.parse(await request.text());
    else if (what === "manner") manner = { ...PROPER, ...JSON.parse(await request.text()) };
    else if (what === "inbound")
      return Response.json({ id: await inbound(JSON.parse(await request.text())) });
    else if (what === "file") {
      const type = request.headers.get("Content-Type") ?? "application/octet-stream";
      return Response.json(addFile(new Uint8Array(await request.arrayBuffer()), type));
    } else if (what === "counts") return Response.json(Object.fromEntries(counts));
    else if (what === "total") return Response.json({ total });
    return Response.json({ ok: true });
  }

  const server = Bun.serve({
    port: options.port ?? 0,
    hostname: "127.0.0.1",
    maxRequestBodySize: 128 * 1024 * 1024,
    fetch: answer,
    error: (error) =>
      error instanceof Dropped ? cut() : new Response(String(error), { status: 500 }),
  });

  return {
    url: `http://127.0.0.1:${server.port}/v25.0`,
    origin: `http://127.0.0.1:${server.port}`,
    sent,
    counts,
    files,
    read,
    typing,
    faults,
    hooks,
    total: () => total,
    setStatuses: (list: string[]) => {
      statuses = list;
    },
    setManner: (changes: Partial<Manner>) => {
      manner = { ...PROPER, ...changes };
    },
    /** Where files are said to lie, whatever their id. */
    setMediaUrl: (url: string | undefined) => {
      mediaUrl = url;
    },
    addFile,
    subscribe,
    tell: tellStatuses,
    inbound,
    post,
    stop: () => server.stop(true),
  };
}

const statusOf = ({ id, body, callbackId }: Sent, status: string, code?: number): object => ({
  id,
  status,
  timestamp: String(Math.floor(Date.now() / 1000)),
  recipient_id: text(body["to"]).replace("+", ""),
  ...(body["to"] ? {} : { recipient_user_id: body["recipient"] }),
  ...(callbackId ? { biz_opaque_callback_data: callbackId } : {}),
  ...(code ? { errors: [{ code, title: "fault" }] } : {}),
});

class Dropped extends Error {}

/** An answer that breaks off: the client sees a connection that died. */
const cut = (): Response =>
  new Response(
    new ReadableStream({
      start: (controller) => controller.error(new Error("cut")),
    }),
  );

function serve(file: File | undefined): Response {
  return file
    ? new Response(file.bytes, { headers: { "Content-Type": file.type } })
    : new Response("gone", { status: 404 });
}

export function graphError(
  code: number,
  status: number,
  details = "fault",
  subcode?: number,
): Response {
  const error = {
    message: `(#${code}) fault`,
    type: "OAuthException",
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    error_data: { messaging_product: "whatsapp", details },
    fbtrace_id: "AfakeTrace",
  };
  return Response.json({ error }, { status });
}
