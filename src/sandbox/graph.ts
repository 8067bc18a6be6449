import { getConnection } from "../connections/service.ts";
import { findConnectionOwner } from "../connections/open.ts";
import { findChannel } from "../channels/registry.ts";
import { asTenant } from "../db/index.ts";
import { sha256 } from "../lib/crypto.ts";
import { log } from "../ops/log.ts";
import { GraphRefusal, refusalAnswer } from "./errors.ts";
import { asDigits, asUuid, inventedNumber } from "./ids.ts";
import { keepFile, openFile } from "./media.ts";
import { findMedia } from "./queries.ts";
import { answerOf, takeMessage, takeReadMark } from "./send.ts";

const SANDBOX_ORIGIN = "http://sandbox.internal";
export const SANDBOX_GRAPH_URL = `${SANDBOX_ORIGIN}/v25.0`;

/** The Graph API of the simulated WhatsApp. Reached only from within the process: no socket leads here. */
export async function graphFetch(request: Request): Promise<Response> {
  try {
    const { id, tenantId } = await authenticated(request);
    return await asTenant(tenantId, () => answer(id, request));
  } catch (error) {
    if (error instanceof GraphRefusal) return refusalAnswer(error);
    if (error instanceof AnswerLost) throw error;
    log.error({ err: error }, "the simulated WhatsApp failed");
    return refusalAnswer(new GraphRefusal(131000, "The simulated WhatsApp failed."));
  }
}

/** The request went through, the answer did not. */
class AnswerLost extends Error {}

async function authenticated(request: Request): Promise<{ id: string; tenantId: string }> {
  const token = /^Bearer sandbox\.([\da-f-]{36})$/.exec(
    request.headers.get("Authorization") ?? "",
  )?.[1];
  const owner = token === undefined ? undefined : await findConnectionOwner(token);
  if (!owner || findChannel(owner.type)?.capabilities.simulator !== true)
    throw new GraphRefusal(190, "The access token is not one of the simulated WhatsApp.");
  return owner;
}

async function answer(connectionId: string, request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^\/v[\d.]+/, "");
  const [, node = "", edge] = path.split("/");
  const own = node === asDigits(connectionId);
  if (request.method === "POST" && own && edge === "messages")
    return messages(connectionId, request);
  if (request.method === "POST" && own && edge === "media") return upload(connectionId, request);
  if (request.method === "GET" && own && edge === undefined) return number(connectionId);
  if (request.method === "GET" && node === "files" && edge) return download(connectionId, edge);
  if (request.method === "GET" && edge === undefined) return fileFacts(connectionId, node);
  throw unknownObject();
}

const unknownObject = (): GraphRefusal =>
  new GraphRefusal(100, "The object does not exist or does not support this.", 33);

async function messages(connectionId: string, request: Request): Promise<Response> {
  const body: unknown = await request.json().catch(() => {
    throw new GraphRefusal(100, "The body is not JSON.");
  });
  if (isReadMark(body)) {
    await takeReadMark(connectionId, String(body.message_id), body.typing_indicator !== undefined);
    return Response.json({ success: true });
  }
  const taken = await takeMessage(connectionId, body, async (graphId) => {
    const id = asUuid(graphId);
    return id === undefined ? undefined : findMedia(connectionId, id);
  });
  if (taken.dropAnswer) throw new AnswerLost("the connection was cut before the answer");
  return Response.json(answerOf(taken));
}

interface ReadMark {
  status: "read";
  message_id: unknown;
  typing_indicator?: unknown;
}
const isReadMark = (body: unknown): body is ReadMark =>
  typeof body === "object" &&
  body !== null &&
  "status" in body &&
  body.status === "read" &&
  "message_id" in body;

async function upload(connectionId: string, request: Request): Promise<Response> {
  const file = (await request.formData()).get("file");
  if (!(file instanceof File)) throw new GraphRefusal(100, "Param file must be a file.");
  const { id } = await keepFile(connectionId, {
    bytes: new Uint8Array(await file.arrayBuffer()),
    mimeType: file.type,
    fileName: file.name,
  });
  return Response.json({ id: asDigits(id) });
}

async function fileFacts(connectionId: string, graphId: string): Promise<Response> {
  const id = asUuid(graphId);
  const found = id === undefined ? undefined : await openFile(connectionId, id);
  if (!found) throw unknownObject();
  const { row, file } = found;
  return Response.json({
    messaging_product: "whatsapp",
    url: `${SANDBOX_ORIGIN}/files/${row.id}`,
    mime_type: row.mimeType,
    sha256: sha256(new Uint8Array(await file.arrayBuffer())),
    file_size: row.fileSize,
    id: graphId,
  });
}

async function download(connectionId: string, id: string): Promise<Response> {
  const found = await openFile(connectionId, id);
  if (!found) return new Response(null, { status: 404 });
  return new Response(found.file, { headers: { "Content-Type": found.row.mimeType } });
}

async function number(connectionId: string): Promise<Response> {
  const { name, phoneNumber } = await getConnection(connectionId);
  return Response.json({
    id: asDigits(connectionId),
    display_phone_number: phoneNumber ?? inventedNumber(connectionId),
    verified_name: name,
    quality_rating: "GREEN",
    status: "CONNECTED",
    platform_type: "CLOUD_API",
    throughput: { level: "HIGH" },
    account_mode: "SANDBOX",
    code_verification_status: "VERIFIED",
  });
}
