import { createHmac } from "node:crypto";
import { validateMessage } from "./validate.ts";

/** What the next sends meet. Each fault counts down; `times` -1 stays. */
export interface Fault {
  kind: "error" | "delay" | "drop_before" | "drop_after" | "failed_status";
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
export interface Hook {
  url: string;
  appSecret: string;
  phoneNumberId: string;
  accountId: string;
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
}

let counter = 0;
const newId = (): string =>
  `wamid.${Buffer.from(`fake-${process.pid}-${Date.now()}-${counter++}`).toString("base64")}`;

/** Meta's Graph API as far as a connector meets it, over real HTTP, with signed webhooks back. */
export async function startFakeGraph(options: GraphOptions = {}) {
  const { token = "EAAG-test-token", record = "all" } = options;
  const sent: Sent[] = [];
  const counts = new Map<string, number>();
  const files = new Map<string, File>();
  const faults: Fault[] = [];
  const read: string[] = [];
  const hooks = new Map<string, Hook>();
  let statuses = options.statuses ?? [];
  let total = 0;

  const takeFault = (...kinds: Fault["kind"][]): Fault | undefined => {
    const at = faults.findIndex(({ kind, times }) => kinds.includes(kind) && times !== 0);
    const fault = faults[at];
    if (fault && fault.times > 0) fault.times--;
    return fault;
  };

  async function post(phoneNumberId: string, delivery: object): Promise<Response | undefined> {
    const hook = hooks.get(phoneNumberId) ?? [...hooks.values()][0];
    if (!hook) return undefined;
    const value = {
      messaging_product: "whatsapp",
      metadata: { display_phone_number: "12025550142", phone_number_id: phoneNumberId },
      ...delivery,
    };
    const body = JSON.stringify({
      object: "whatsapp_business_account",
      entry: [{ id: hook.accountId, changes: [{ value, field: "messages" }] }],
    });
    const signature = createHmac("sha256", hook.appSecret).update(body).digest("hex");
    const headers = {
      "Content-Type": "application/json",
      "X-Hub-Signature-256": `sha256=${signature}`,
    };
    // As Meta does: what was not answered 200 comes again.
    for (let attempt = 0; attempt < 60; attempt++) {
      const answer = await fetch(hook.url, { method: "POST", headers, body }).catch(
        () => undefined,
      );
      if (answer?.status === 200) return answer;
      await Bun.sleep(Math.min(2000, 100 * 2 ** attempt));
    }
    return undefined;
  }

  async function tellStatuses(one: Sent, list: string[], code?: number): Promise<void> {
    for (const status of list) {
      await post(one.phoneNumberId, {
        statuses: [
          {
            id: one.id,
            status,
            timestamp: String(Math.floor(Date.now() / 1000)),
            recipient_id: String(one.body["to"] ?? "").replace("+", ""),
            ...(one.callbackId ? { biz_opaque_callback_data: one.callbackId } : {}),
            ...(code ? { errors: [{ code, title: "fault" }] } : {}),
          },
        ],
      });
    }
  }

  async function message(phoneNumberId: string, body: Record<string, unknown>): Promise<Response> {
    if (takeFault("drop_before")) throw new Dropped();
    const delay = takeFault("delay");
    if (delay) await Bun.sleep(delay.ms ?? 100);
    const fault = takeFault("error");
    if (fault) return graphError(fault.code ?? 131000, fault.status ?? 400);
    if (body["status"] === "read") {
      read.push(String(body["message_id"]));
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
    if (failed) void tellStatuses(one, ["failed"], failed.code ?? 131026);
    else if (statuses.length > 0) void tellStatuses(one, statuses);
    if (takeFault("drop_after")) throw new Dropped();
    const to = String(body["to"] ?? body["recipient"] ?? "");
    return Response.json({
      messaging_product: "whatsapp",
      contacts: [{ input: to, wa_id: to.replace("+", "") }],
      messages: [{ id: one.id }],
    });
  }

  async function upload(request: Request): Promise<Response> {
    const form = await request.formData();
    const file = form.get("file");
    if (form.get("messaging_product") !== "whatsapp" || !(file instanceof Blob))
      return graphError(100, 400, "file is required");
    const id = String(900_000_000_000_000 + counter++);
    files.set(id, {
      bytes: new Uint8Array(await file.arrayBuffer()),
      type: String(form.get("type") ?? file.type),
    });
    return Response.json({ id });
  }

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname.startsWith("/__control/")) return control(url.pathname.slice(11), request);
    if (request.headers.get("Authorization") !== `Bearer ${token}`) return graphError(190, 401);
    const [, , id = "", edge] = url.pathname.split("/");
    if (url.pathname.startsWith("/files/")) return serve(files.get(url.pathname.slice(7)));
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
        throughput: { level: "STANDARD" },
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
      url: `${origin}/files/${id}`,
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
    else if (what === "counts") return Response.json(Object.fromEntries(counts));
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
    faults,
    hooks,
    total: () => total,
    setStatuses: (list: string[]) => {
      statuses = list;
    },
    post,
    stop: () => server.stop(true),
  };
}

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
