import type { Context, Hono } from "hono";
import type { Feature } from "../app.ts";
import { findChannel } from "../channels/registry.ts";
import { registerSimulator } from "../channels/host.ts";
import { findConnectionOwner, openConnection } from "../connections/open.ts";
import { asTenant } from "../db/index.ts";
import { implement } from "../http/mount.ts";
import { AppError } from "../lib/app-error.ts";
import { Id } from "../lib/schema.ts";
import { contentDisposition } from "../media/file-type.ts";
import { withFile } from "../media/multipart.ts";
import { parseRange } from "../media/ranges.ts";
import { readChat } from "./arrival.ts";
import { addFault, removeFault } from "./faults.ts";
import { nextRing } from "./feed.ts";
import { graphFetch, SANDBOX_GRAPH_URL } from "./graph.ts";
import "./jobs.ts";
import { spend } from "./limits.ts";
import { keepFile, openFile } from "./media.ts";
import { deleteFaults, findRevision, listMessages } from "./queries.ts";
import { phoneContract, sandboxContract } from "./schema.ts";
import { addContact, changeContact, getContact, hear, say, type } from "./service.ts";
import {
  changesAfter,
  contactView,
  faultView,
  faultViews,
  messageView,
  phoneView,
} from "./views.ts";

const simulatedFetch = Object.assign(
  (input: string | URL | Request, init?: RequestInit) =>
    graphFetch(new Request(input instanceof Request ? input.url : String(input), init)),
  { preconnect: () => undefined },
);
registerSimulator(simulatedFetch, SANDBOX_GRAPH_URL);

const done = { done: true } as const;

export const sandboxFeature: Feature = {
  api: [
    implement(sandboxContract)({
      sandboxInbound: async ({ params, body: { from, name, ...says } }) =>
        hear(await simulated(params.id), { from, name, says }),
      listSandboxFaults: async ({ params }) => faultViews(await simulated(params.id)),
      addSandboxFault: async ({ params, body }) =>
        faultView(await addFault(await simulated(params.id), body)),
      clearSandboxFaults: async ({ params }) => {
        await deleteFaults(await simulated(params.id));
        return done;
      },
      removeSandboxFault: async ({ params }) => {
        await removeFault(await simulated(params.id), params.faultId);
        return done;
      },
    }),
    implement(phoneContract)({
      getPhone: ({ params }) => onPhone(params.connectionId, phoneView),
      addPhoneContact: ({ params, body }) =>
        change(params.connectionId, async (id) => contactView(id, await addContact(id, body))),
      changePhoneContact: ({ params, body }) =>
        change(params.connectionId, async (id) =>
          contactView(id, await changeContact(id, params.contactId, body)),
        ),
      listPhoneMessages: ({ params, query }) =>
        onPhone(params.connectionId, async (id) => {
          const { contactId } = params;
          const { cursor, limit } = query;
          const before = cursor === undefined ? undefined : Id.safeParse(cursor).data;
          const rows = await listMessages(id, contactId, { before, limit: limit + 1 });
          const page = rows.slice(0, limit);
          const nextCursor = rows.length > limit ? (page.at(-1)?.id ?? null) : null;
          return { data: page.map(messageView), pagination: { limit, nextCursor } };
        }),
      sayOnPhone: ({ params, body }) =>
        change(params.connectionId, (id) => say(id, params.contactId, body, false)),
      typeOnPhone: ({ params, body }) =>
        change(params.connectionId, async (id) => {
          await type(id, params.contactId, body.typing);
          return done;
        }),
      readOnPhone: ({ params }) =>
        change(params.connectionId, async (id) => {
          await getContact(id, params.contactId);
          await readChat(id, params.contactId);
          return done;
        }),
      listPhoneFaults: ({ params }) => onPhone(params.connectionId, faultViews),
      addPhoneFault: ({ params, body }) =>
        change(params.connectionId, async (id) => faultView(await addFault(id, body))),
      removePhoneFault: ({ params }) =>
        change(params.connectionId, async (id) => {
          await removeFault(id, params.faultId);
          return done;
        }),
    }),
  ],
  extra: (app: Hono) => {
    app.post("/api/v1/sandbox/:connectionId/media", upload);
    app.get("/api/v1/sandbox/:connectionId/media/:id", serve);
    app.get("/api/v1/sandbox/:connectionId/events", events);
  },
};

const noPhone = (): AppError =>
  new AppError("not_found", "NOT_FOUND", { message: "There is no phone at this address." });

/** A connection of the caller's that has a simulated phone. */
async function simulated(id: string): Promise<string> {
  const { channel } = await openConnection(id);
  if (!channel.capabilities.simulator) throw noPhone();
  return id;
}

/** For whoever holds the link: the connection's id cannot be guessed. */
async function onPhone<T>(id: string, work: (connectionId: string) => Promise<T>): Promise<T> {
  const owner = Id.safeParse(id).success ? await findConnectionOwner(id) : undefined;
  if (!owner || findChannel(owner.type)?.capabilities.simulator !== true) throw noPhone();
  return asTenant(owner.tenantId, () => work(owner.id));
}

const change = <T>(id: string, work: (connectionId: string) => Promise<T>): Promise<T> =>
  onPhone(id, (connectionId) => {
    spend(connectionId);
    return work(connectionId);
  });

function upload(c: Context): Promise<Response> {
  return change(c.req.param("connectionId") ?? "", (id) =>
    withFile(c.req.raw.body, c.req.header("Content-Type"), async (part) => {
      const { id: mediaId, mimeType, fileName, fileSize } = await keepFile(id, part);
      return c.json({ success: true, data: { mediaId, mimeType, fileName, fileSize } }, 201);
    }),
  );
}

function serve(c: Context): Promise<Response> {
  return onPhone(c.req.param("connectionId") ?? "", async (connectionId) => {
    const id = Id.safeParse(c.req.param("id")).data;
    const found = id === undefined ? undefined : await openFile(connectionId, id);
    if (!found)
      throw new AppError("not_found", "MEDIA_NOT_FOUND", { message: "There is no such file." });
    const { row, file } = found;
    const headers = {
      "Content-Type": row.mimeType,
      "Content-Disposition": contentDisposition(row.mimeType, row.fileName),
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "private, max-age=86400, immutable",
      "Accept-Ranges": "bytes",
    };
    const range = parseRange(c.req.header("Range"), file.size);
    if (range === null) return c.body(null, 416, { "Content-Range": `bytes */${file.size}` });
    if (!range) return new Response(file, { headers });
    const { start, end } = range;
    const part = { ...headers, "Content-Range": `bytes ${start}-${end}/${file.size}` };
    return new Response(file.slice(start, end + 1), { status: 206, headers: part });
  });
}

const LOOK_MS = 2000;
const PING_MS = 15_000;
const MAX_OPEN = 50;
const open = new Map<string, number>();

/** Server-sent events: the changes after the revision the page has, then each as it comes. */
function events(c: Context): Promise<Response> {
  return onPhone(c.req.param("connectionId") ?? "", async (id) => {
    if ((open.get(id) ?? 0) >= MAX_OPEN) {
      throw new AppError("limited", "RATE_LIMITED", {
        message: "This phone is open in too many windows.",
        retryAfterSeconds: 10,
      });
    }
    const known = Number(c.req.header("Last-Event-ID") ?? c.req.query("after"));
    const after = Number.isSafeInteger(known) ? known : await findRevision(id);
    return new Response(stream(id, after, c.req.raw.signal), {
      headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
    });
  });
}

function stream(id: string, after: number, gone: AbortSignal): ReadableStream<Uint8Array> {
  const closed = new AbortController();
  const signal = AbortSignal.any([gone, closed.signal]);
  const lines = follow(id, after, signal);
  open.set(id, (open.get(id) ?? 0) + 1);
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      const { value, done: ended } = await lines.next();
      if (ended === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      closed.abort();
      await lines.return(undefined);
    },
  });
}

async function* follow(id: string, from: number, signal: AbortSignal): AsyncGenerator<string> {
  let after = from;
  let pingAt = 0;
  try {
    while (!signal.aborted) {
      const ringing = nextRing(id, LOOK_MS, signal);
      const changes = await onPhone(id, () => changesAfter(id, after));
      if (changes) {
        after = changes.revision;
        yield `id: ${after}\ndata: ${JSON.stringify(changes)}\n\n`;
      } else if (Date.now() >= pingAt) {
        pingAt = Date.now() + PING_MS;
        yield ": ping\n\n";
      }
      await ringing;
    }
  } finally {
    const left = (open.get(id) ?? 1) - 1;
    if (left > 0) open.set(id, left);
    else open.delete(id);
  }
}
