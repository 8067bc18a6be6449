import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { newWamid } from "../../test/support/meta.ts";
import { openBus } from "../db/bus.ts";
import { isPg, raw } from "../db/index.ts";
import { messaging, somePhone, until } from "../test/messaging.ts";
import { dial, listenRealtime, signedIn } from "../test/sockets.ts";

let world: Awaited<ReturnType<typeof messaging>>;
let here: Awaited<ReturnType<typeof listenRealtime>>;
let there: { url: string; stop(): Promise<unknown> };

/** A second process on the same database. */
async function anotherNode(): Promise<typeof there> {
  const child = Bun.spawn([process.execPath, `${import.meta.dir}/../test/realtime-node.ts`], {
    env: process.env,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const { value } = await child.stdout.getReader().read();
  return {
    url: new TextDecoder().decode(value).trim(),
    stop: async () => {
      await child.stdin.end();
      return child.exited;
    },
  };
}

describe.skipIf(!isPg)("two nodes on Postgres", () => {
  beforeAll(async () => {
    world = await messaging();
    here = await listenRealtime();
    there = await anotherNode();
  }, 120_000);
  afterAll(async () => {
    await there.stop();
    await here.stop();
    await world.stop();
  });

  test("what one commits both tell, in order", async () => {
    const token = await world.tenant.tokenOf("user");
    const [near, far] = [await signedIn(here.url, token), await signedIn(there.url, token)];
    const from = somePhone();

    for (let n = 1; n <= 20; n++) await world.hear({ from, text: `Message ${n}`, id: newWamid() });
    const texts = (socket: typeof near) =>
      socket.frames.flatMap(({ event, data }) =>
        event === "message:new" ? data.message.content : [],
      );
    await until(async () => texts(far).length === 20 && texts(near).length === 20);

    const expected = Array.from({ length: 20 }, (_, n) => `Message ${n + 1}`);
    expect(texts(near)).toEqual(expected);
    expect(texts(far)).toEqual(expected);
    await near.close();
    await far.close();
  });

  test("an id of one node is unknown to the other", async () => {
    const token = await world.tenant.tokenOf("user");
    const near = await signedIn(here.url, token);
    const far = await signedIn(there.url, token);

    far.send("resume", { after: near.frames[0]?.id });

    await far.next("reset");
    await near.close();
    await far.close();
  });

  test("a ticket used on one does not open the other", async () => {
    const { ticket } = (await world.owner.post("/realtime/ticket")).body.data;
    const query = `?ticket=${encodeURIComponent(ticket)}`;

    const near = await dial(here.url + query);
    await near.next("ready");
    await Bun.sleep(1000);
    const far = await dial(there.url + query);

    expect(await far.closed).toBe(4401);
    await near.close();
  });

  test("typing travels", async () => {
    const { id } = await world.aConversation();
    const agent = await signedIn(here.url, await world.tenant.tokenOf("agent"));
    const owner = await signedIn(there.url, await world.tenant.tokenOf("user"));
    for (const socket of [agent, owner]) {
      socket.send("conversation:join", { conversationId: id });
      socket.send("ping");
      await socket.next("pong");
    }

    agent.send("conversation:typing", { conversationId: id, isTyping: true });

    expect((await owner.next("agent:typing")).data.conversationId).toBe(id);
    await agent.close();
    await owner.close();
  });

  test("a node that could not listen for a while tells its browsers to read anew", async () => {
    const socket = await signedIn(there.url, await world.tenant.tokenOf("user"));

    await raw(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and pid <> pg_backend_pid()",
    );
    await socket.next("reset");
    await Bun.sleep(300);
    await world.aConversation();
    const heard = await socket.next("message:new");

    expect(heard.id).toBeGreaterThan(0);
    await socket.close();
  });

  test("the bus carries many texts once each, none of them back to the sender", async () => {
    const heard: string[] = [];
    const echoed: string[] = [];
    const quiet = { gap: () => undefined };
    const ear = await openBus({ heard: (text) => heard.push(text), ...quiet });
    const mouth = await openBus({ heard: (text) => echoed.push(text), ...quiet });
    const texts = Array.from({ length: 3000 }, (_, n) => `ä"${n} ${"x".repeat(n % 500)}`);

    for (const text of texts) mouth?.publish(text);
    await until(async () => heard.length === texts.length, 10_000);

    expect(heard).toEqual(texts);
    expect(echoed).toEqual([]);
    await mouth?.close();
    await ear?.close();
  }, 120_000);
});
