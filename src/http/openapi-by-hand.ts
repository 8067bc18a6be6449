type Bag = Record<string, unknown>;

const refused = {
  default: {
    description: "Refused",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  },
};
const path = (name: string, format = "uuid"): Bag => ({
  name,
  in: "path",
  required: true,
  schema: { type: "string", format },
});
const query = (name: string, description: string): Bag => ({
  name,
  in: "query",
  required: false,
  description,
  schema: { type: "string" },
});
const header = (name: string): Bag => ({
  name,
  in: "header",
  required: true,
  schema: { type: "string" },
});
const bytes = (description: string): Bag => ({
  "200": { description, content: { "application/octet-stream": {} } },
  ...refused,
});
const aFile: Bag = {
  requestBody: {
    required: true,
    content: {
      "multipart/form-data": {
        schema: {
          type: "object",
          required: ["file"],
          properties: { file: { type: "string", format: "binary" } },
        },
      },
    },
  },
  responses: { "201": { description: "Stored" }, ...refused },
};
/** Open to whoever holds the link. */
const open = { security: [] };

const atRoot = { servers: [{ url: "/" }] };

const shake = (operationId: string, parameters: Bag[]): Bag => ({
  operationId,
  summary: "WhatsApp proves that it talks to the right server",
  tags: ["hooks"],
  ...open,
  ...atRoot,
  parameters: [
    ...parameters,
    query("hub.mode", "subscribe"),
    query("hub.verify_token", "The connection's verify token"),
    query("hub.challenge", "Answered as it came"),
  ],
  responses: { "200": { description: "The challenge", content: { "text/plain": {} } }, ...refused },
});
const take = (operationId: string, parameters: Bag[]): Bag => ({
  operationId,
  summary: "A signed delivery from WhatsApp; answered once it is stored",
  tags: ["hooks"],
  ...open,
  ...atRoot,
  parameters: [...parameters, header("X-Hub-Signature-256")],
  requestBody: { required: true, content: { "application/json": { schema: { type: "object" } } } },
  responses: {
    "200": { description: "Stored" },
    "401": { description: "The signature is wrong; nothing was stored" },
    "413": { description: "Larger than 3 MB" },
    ...refused,
  },
});
const connection = path("connectionId");

/** Routes that are not JSON in, JSON out. */
export const BY_HAND: Record<string, Bag> = {
  "/media/upload": {
    post: { operationId: "uploadMedia", summary: "Upload a media file", tags: ["media"], ...aFile },
  },
  "/media/{id}": {
    get: {
      operationId: "getMediaFile",
      summary: "The bytes of a media file; ranges are honoured",
      tags: ["media"],
      parameters: [path("id")],
      responses: bytes("The file"),
    },
  },
  "/realtime": {
    get: {
      operationId: "openRealtime",
      summary: "Upgrade to a WebSocket of JSON frames {event, data}",
      tags: ["realtime"],
      ...open,
      parameters: [query("ticket", "From POST /realtime/ticket; else the first frame is auth")],
      responses: { "101": { description: "The socket is open" }, ...refused },
    },
  },
  "/sandbox/{connectionId}/media": {
    post: {
      operationId: "uploadPhoneMedia",
      summary: "Put a file on the simulated phone",
      tags: ["sandbox"],
      ...open,
      parameters: [connection],
      ...aFile,
    },
  },
  "/sandbox/{connectionId}/media/{id}": {
    get: {
      operationId: "getPhoneMedia",
      summary: "The bytes of a file on the simulated phone",
      tags: ["sandbox"],
      ...open,
      parameters: [connection, path("id")],
      responses: bytes("The file"),
    },
  },
  "/sandbox/{connectionId}/events": {
    get: {
      operationId: "followPhone",
      summary: "What happens on the simulated phone, as server-sent events",
      tags: ["sandbox"],
      ...open,
      parameters: [connection],
      responses: {
        "200": { description: "The stream", content: { "text/event-stream": {} } },
        ...refused,
      },
    },
  },
  "/hooks/whatsapp/{connectionId}": {
    get: shake("verifyConnectionHook", [connection]),
    post: take("deliverToConnection", [connection]),
  },
  "/hooks/whatsapp": {
    get: shake("verifyPlatformHook", []),
    post: take("deliverToPlatform", []),
  },
};
