import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { newWamid } from "../../test/support/meta.ts";
import { transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { moveClock } from "../lib/clock.ts";
import { aTenant } from "../test/harness.ts";
import { messaging, somePhone, until } from "../test/messaging.ts";
import { dial, listenRealtime, signedIn, type TestSocket } from "../test/sockets.ts";

let world: Awaited<ReturnType<typeof messaging>>;
let server: Awaited<ReturnType<typeof listenRealtime>>;
let ownerToken: string;

beforeAll(async () => {
  world = await messaging();
  server = await listenRealtime();
  ownerToken = await world.tenant.tokenOf("user");
});
afterAll(async () => {
  await server.stop();
  await world.stop();
});
afterEach(() => moveClock(0));

/** Says something that everybody listening hears last. */
async function settled(...sockets: TestSocket[]): Promise<void> {
  const { id } = (await world.owner.post("/contacts", { phoneNumber: `+${somePhone()}` })).body
    .data;
  for (const socket of sockets)
    await until(async () =>
      socket.frames.some(
        ({ event, data }) => event === "contact:updated" && data.contact.id === id,
      ),
    );
}

const ticketOf = async (client: typeof world.owner): Promise<{ ticket: string }> =>
  (await client.post("/realtime/ticket")).body.data;

/** A browser that opens the socket and then reads nothing. */
async function mute(port: number, ticket: string) {
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(self) {
        self.pause();
        resolve();
      },
    },
  });
  socket.write(
    `GET /api/v1/realtime?ticket=${encodeURIComponent(ticket)} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${btoa("0123456789abcdef")}\r\n\r\n`,
  );
  await opened;
  return { end: () => socket.terminate() };
}

const names = ({ frames }: TestSocket): string[] => frames.map(({ event }) => event);

describe("signing in", () => {
  test("answers a good token with where the news start", async () => {
    const socket = await dial(server.url);

    socket.send("auth", { token: ownerToken });
    const ready = await socket.next("ready");

    expect(ready.id).toBeGreaterThan(0);
    expect(ready.data).toEqual({ tenantId: world.tenant.id, userId: world.tenant.owner.id });
    await socket.close();
  });

  test("closes on a wrong token with 4401", async () => {
    const socket = await dial(server.url);

    socket.send("auth", { token: "not.a.token" });

    expect(await socket.closed).toBe(4401);
  });

  test("closes on anything asked before signing in", async () => {
    const socket = await dial(server.url);

    socket.send("resume", { after: 1 });

    expect(await socket.closed).toBe(4401);
    expect(socket.frames).toEqual([]);
  });

  test("gives up on a socket that does not sign in within ten seconds", async () => {
    const socket = await dial(server.url);

    moveClock(11_000);

    expect(await socket.closed).toBe(4401);
  });

  test("lets a ticket in once", async () => {
    const { ticket } = await ticketOf(world.owner);
    const address = `${server.url}?ticket=${encodeURIComponent(ticket)}`;

    const first = await dial(address);
    await first.next("ready");
    const second = await dial(address);

    expect(await second.closed).toBe(4401);
    await first.close();
  });

  test("refuses a ticket after thirty seconds, and as a bearer token", async () => {
    const { ticket } = await ticketOf(world.owner);

    moveClock(31_000);
    const late = await dial(`${server.url}?ticket=${encodeURIComponent(ticket)}`);

    expect(await late.closed).toBe(4401);
    expect((await world.withToken(ticket).get("/conversations")).status).toBe(401);
  });

  test("takes a newer token of the same person on an open socket, but nobody else's", async () => {
    const socket = await signedIn(server.url, ownerToken);
    const other = await aTenant();

    socket.send("auth", { token: ownerToken });
    await socket.next("ready");
    socket.send("auth", { token: await other.tokenOf("user") });

    expect(await socket.closed).toBe(4401);
  });

  test("closes when the token ran out more than a minute ago", async () => {
    const socket = await signedIn(server.url, ownerToken);

    moveClock(15 * 60_000 + 30_000);
    await Bun.sleep(1200);
    socket.send("ping");
    await socket.next("pong");
    moveClock(17 * 60_000);

    expect(await socket.closed).toBe(4401);
  });

  test("closes the socket of a suspended user", async () => {
    const { user, token } = await world.tenant.addUser("agent");
    const socket = await signedIn(server.url, token);

    await world.owner.patch(`/users/${user.id}/status`, { status: "suspended" });
    await world.owner.patch(`/users/${user.id}`, { status: "suspended" });
    moveClock(31_000);

    expect(await socket.closed).toBe(4401);
  });
});

describe("news", () => {
  test("an inbound message comes with its conversation, ids growing", async () => {
    const socket = await signedIn(server.url, ownerToken);
    const from = somePhone();

    await world.hear({ from, text: "Hello there", id: newWamid() });
    const fresh = await socket.next("conversation:new");
    const heard = await socket.next("message:new");

    expect(fresh.data.conversation.contact.phoneNumber).toBe(`+${from}`);
    expect(heard.data.conversationId).toBe(fresh.data.conversation.id);
    expect(heard.data.message).toMatchObject({ content: "Hello there", direction: "inbound" });
    expect(heard.id ?? 0).toBeGreaterThan(fresh.id ?? 0);
    await socket.close();
  });

  test("a second message moves the conversation's counter", async () => {
    const { id, contact } = await world.aConversation();
    const socket = await signedIn(server.url, ownerToken);

    await world.hear({ from: contact.phoneNumber.slice(1), text: "Still there?", id: newWamid() });
    const updated = await socket.next("conversation:updated");

    expect(updated.data).toMatchObject({ conversationId: id, conversation: { unreadCount: 2 } });
    await socket.close();
  });

  test("reach only the own tenant", async () => {
    const other = await aTenant();
    const [mine, theirs] = [
      await signedIn(server.url, ownerToken),
      await signedIn(server.url, await other.tokenOf("user")),
    ];

    await world.aConversation();
    await mine.next("message:new");
    await other.within(async () => emit("contact.updated", { contactId: crypto.randomUUID() }));
    await Bun.sleep(100);

    expect(names(theirs)).toEqual(["ready"]);
    await mine.close();
    await theirs.close();
  });

  test("say nothing of what was rolled back", async () => {
    const socket = await signedIn(server.url, ownerToken);
    const before = socket.frames.length;

    const { id } = (await world.owner.post("/contacts", { phoneNumber: `+${somePhone()}` })).body
      .data;
    const undone = world.tenant.within(() =>
      transaction(async () => {
        emit("contact.updated", { contactId: id });
        throw new Error("undone");
      }),
    );
    await undone.catch(() => undefined);
    await settled(socket);

    expect(names(socket).slice(before)).toEqual(["contact:updated", "contact:updated"]);
    await socket.close();
  });

  test("an API key hears what its scopes read", async () => {
    const { key } = (
      await world.owner.post("/api-keys", {
        name: "Reader",
        permissions: { scopes: ["contacts.read"] },
      })
    ).body.data;
    const socket = await signedIn(server.url, key);

    await world.aConversation();
    await settled(socket);

    expect(new Set(names(socket))).toEqual(new Set(["ready", "contact:updated"]));
    await socket.close();
  });
});

describe("agents who see only their own", () => {
  test("hear unassigned and own chats, and learn only that another's is gone", async () => {
    await world.owner.patch("/tenant", { settings: { agentVisibility: "own" } });
    const ada = await world.tenant.addUser("agent");
    const bob = await world.tenant.addUser("agent");
    const [forAda, forBob] = [
      await signedIn(server.url, ada.token),
      await signedIn(server.url, bob.token),
    ];
    const { id, contact } = await world.aConversation();
    await forAda.next("message:new");
    await forBob.next("message:new");

    await world.owner.patch(`/conversations/${id}/assign`, { agentId: ada.user.id });
    const assigned = await forAda.next("conversation:assigned");
    const gone = await forBob.next("conversation:updated");
    await world.hear({ from: contact.phoneNumber.slice(1), text: "Secret", id: newWamid() });
    await forAda.next("message:new");
    await settled(forAda, forBob);

    expect(assigned.data).toMatchObject({ conversationId: id, agentId: ada.user.id });
    expect(gone.data).toEqual({ conversationId: id, gone: true });
    expect(JSON.stringify(forBob.frames)).not.toContain("Secret");
    expect(forAda.frames.some(({ data }) => data?.gone)).toBe(false);

    const back = await signedIn(server.url, bob.token);
    back.send("resume", { after: forBob.frames[0]?.id });
    await back.next("resumed");
    expect(JSON.stringify(back.frames)).not.toContain("Secret");
    expect(names(back)).not.toContain("message:new");

    back.send("conversation:join", { conversationId: id });
    expect((await back.next("error")).data.code).toBe("CONVERSATION_NOT_FOUND");
    await world.owner.patch("/tenant", { settings: { agentVisibility: "all" } });
    for (const socket of [forAda, forBob, back]) await socket.close();
  });
});

describe("coming back", () => {
  test("brings exactly what was missed, in order", async () => {
    const witness = await signedIn(server.url, ownerToken);
    const first = await signedIn(server.url, ownerToken);
    await settled(first, witness);
    const after = first.frames.at(-1)?.id;
    await first.close();
    const from = witness.frames.length;
    const { id } = await world.aConversation();
    await world.owner.post(`/conversations/${id}/notes`, { text: "Call back" });
    await settled(witness);

    const second = await dial(server.url);
    second.send("auth", { token: ownerToken });
    second.send("resume", { after });
    const resumed = await second.next("resumed");

    const missed = witness.frames.slice(from);
    expect(missed.length).toBeGreaterThan(2);
    expect(second.frames.slice(1, -1)).toEqual(missed);
    expect(resumed.id).toBe(missed.at(-1)?.id);
    await second.close();
    await witness.close();
  });

  test.each([1, Date.now() * 4096, Number.MAX_SAFE_INTEGER])(
    "with an id this node never gave (%d) is told to read anew",
    async (after) => {
      const socket = await signedIn(server.url, ownerToken);

      socket.send("resume", { after });
      const { id } = await socket.next("reset");

      expect(id).toBeGreaterThan(0);
      await socket.close();
    },
  );

  test("after more than is kept is told to read anew", async () => {
    const socket = await signedIn(server.url, ownerToken);
    const after = socket.frames[0]?.id;
    const { id } = await world.aConversation();
    for (let n = 0; n < 45; n++)
      await world.owner.post(`/conversations/${id}/notes`, { text: "long ".repeat(2000) });
    await settled(socket);

    socket.send("resume", { after });
    await socket.next("reset");

    expect(names(socket)).not.toContain("resumed");
    await socket.close();
  });
});

describe("colleagues", () => {
  test("see each other type in the conversation they have open", async () => {
    const { id } = await world.aConversation();
    const owner = await signedIn(server.url, ownerToken);
    const agent = await signedIn(server.url, await world.tenant.tokenOf("agent"));
    for (const socket of [owner, agent]) {
      socket.send("conversation:join", { conversationId: id });
      socket.send("ping");
      await socket.next("pong");
    }

    agent.send("conversation:typing", { conversationId: id, isTyping: true });
    const typing = await owner.next("agent:typing");
    agent.send("agent:status", { status: "busy" });
    const busy = await owner.next("agent:status");
    await agent.close();
    const left = await owner.next("agent:status");

    const userId = world.tenant.agent.id;
    expect(typing.data).toEqual({ conversationId: id, userId, isTyping: true });
    expect([busy.data, left.data]).toEqual([
      { userId, status: "busy" },
      { userId, status: "offline" },
    ]);
    expect(names(agent)).not.toContain("agent:typing");
    await owner.close();
  });
});

describe("a changed rule of who sees what", () => {
  test("tells open browsers to read again, and counts at once", async () => {
    const { id } = await world.aConversation();
    await world.owner.patch(`/conversations/${id}/assign`, { agentId: world.tenant.owner.id });
    const agent = world.as("agent");
    const socket = await signedIn(server.url, await world.tenant.tokenOf("agent"));

    await world.owner.patch("/tenant", { settings: { agentVisibility: "own" } });
    await socket.next("reset");
    const narrowed = await agent.get(`/conversations/${id}`);
    await world.owner.patch("/tenant", { settings: { agentVisibility: "all" } });
    await socket.next("reset");
    const widened = await agent.get(`/conversations/${id}`);

    expect([narrowed.status, widened.status]).toEqual([404, 200]);
    await socket.close();
  });
});

describe("a socket", () => {
  test("that does not read is cut, others go on", async () => {
    const { id } = await world.aConversation();
    const notes: string[] = [];
    for (let n = 0; n < 20; n++) {
      const text = `${n} ${"long ".repeat(1990)}`;
      notes.push((await world.owner.post(`/conversations/${id}/notes`, { text })).body.data.id);
    }
    const lazy = await mute(server.port, (await ticketOf(world.owner)).ticket);
    const eager = await signedIn(server.url, ownerToken);

    for (let round = 0; round < 150 && server.open() > 1; round++) {
      await world.tenant.within(async () =>
        emit("message.changed", ...notes.map((messageId) => ({ messageId, conversationId: id }))),
      );
      await until(async () => eager.frames.length >= (round + 1) * 20, 10_000);
    }
    await until(async () => server.open() === 1);
    eager.send("ping");
    await eager.next("pong");

    lazy.end();
    await eager.close();
  }, 120_000);

  test("that floods is cut", async () => {
    const socket = await signedIn(server.url, ownerToken);

    for (let n = 0; n < 200; n++) socket.send("ping");

    expect(await socket.closed).toBe(1008);
  });

  test("is told that a frame makes no sense and stays open", async () => {
    const socket = await signedIn(server.url, ownerToken);

    socket.send("conversation:join", { conversationId: 7 });
    const error = await socket.next("error");
    socket.send("ping");
    await socket.next("pong");

    expect(error.data.code).toBe("VALIDATION_ERROR");
    await socket.close();
  });
});
