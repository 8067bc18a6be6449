import type { Context, Hono } from "hono";
import type { Feature } from "../app.ts";
import { config } from "../config.ts";
import { platformChannel } from "../channels/registry.ts";
import { findOpenConnection } from "../connections/open.ts";
import { AppError } from "../lib/app-error.ts";
import { logTrouble } from "../ops/log.ts";
import "./jobs.ts";
import { PLATFORM_LANE } from "./processor.ts";
import { receiveDelivery } from "./service.ts";

/** Meta sends at most 3 MB. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;
/** Stored later than that it may come twice, which changes nothing. */
const STORED_WITHIN_MS = 8000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface Receiver {
  lane: string;
  handshake: (query: Record<string, string>) => string | undefined;
  verify: (body: Uint8Array, headers: Headers) => boolean;
}

export const inboundFeature: Feature = {
  extra: (app: Hono) => {
    app.get("/hooks/whatsapp/:connectionId", async (c) =>
      shake(c, await ownReceiver(c.req.param("connectionId"))),
    );
    app.post("/hooks/whatsapp/:connectionId", async (c) =>
      take(c, await ownReceiver(c.req.param("connectionId"))),
    );
    app.get("/hooks/whatsapp", async (c) => shake(c, platformReceiver()));
    app.post("/hooks/whatsapp", async (c) => take(c, platformReceiver()));
  },
};

async function ownReceiver(connectionId: string): Promise<Receiver> {
  const connection = UUID.test(connectionId)
    ? await reachable(() => findOpenConnection(connectionId))
    : undefined;
  const webhook = connection?.channel.webhook;
  if (!connection || !webhook)
    throw new AppError("not_found", "NOT_FOUND", { message: "There is no such connection." });
  return {
    lane: connection.id,
    handshake: (query) => webhook.handshake(connection.settings, query),
    verify: (body, headers) => webhook.verify(connection.settings, body, headers),
  };
}

function platformReceiver(): Receiver {
  const settings = config().platformApp;
  const webhook = platformChannel.webhook;
  if (!settings || !webhook)
    throw new AppError("not_found", "NOT_FOUND", { message: "No platform app is configured." });
  return {
    lane: PLATFORM_LANE,
    handshake: (query) => webhook.handshake(settings, query),
    verify: (body, headers) => webhook.verify(settings, body, headers),
  };
}

function shake(c: Context, { handshake }: Receiver): Response {
  const challenge = handshake(c.req.query());
  if (challenge === undefined)
    throw new AppError("forbidden", "WRONG_VERIFY_TOKEN", {
      message: "The verify token is not right.",
    });
  return c.text(challenge);
}

/** 200 only once the delivery is durable: anything else makes Meta try again. */
async function take(c: Context, { lane, verify }: Receiver): Promise<Response> {
  const body = await readBody(c);
  if (!verify(body, c.req.raw.headers)) {
    throw new AppError("unauthenticated", "WRONG_SIGNATURE", {
      message: "The signature is missing or not right.",
    });
  }
  await reachable(() => receiveDelivery(lane, body));
  return c.text("ok");
}

async function readBody(c: Context): Promise<Uint8Array> {
  const tooLarge = (): AppError =>
    new AppError("too_large", "BODY_TOO_LARGE", { message: "The body is larger than 3 MB." });
  if (Number(c.req.header("Content-Length") ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  // Of a stated length: whole at once. The listener reads no more than was stated.
  if (c.req.header("Content-Length") !== undefined)
    return new Uint8Array(await c.req.raw.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** Whatever the database refuses, or does not answer in time, is not Meta's fault: 503, so that the delivery comes again. */
async function reachable<T>(work: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("no answer in time")), STORED_WITHIN_MS);
  try {
    return await Promise.race([work(), late.promise]);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    logTrouble(cause, "a delivery could not be stored");
    throw new AppError("unavailable", "DATABASE_UNAVAILABLE", {
      message: "Try again later.",
      retryAfterSeconds: 30,
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}
