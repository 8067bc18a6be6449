import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { insertInbox, listInbox } from "../flows/run-queries.ts";
import { transaction } from "../db/index.ts";
import { messaging } from "../test/messaging.ts";
import { bearWitness, emit } from "./events.ts";

let world: Awaited<ReturnType<typeof messaging>>;
let conversationId: string;
let seen: (() => Promise<void>) | undefined;
beforeAll(async () => {
  world = await messaging();
  conversationId = (await world.aConversation()).id;
  await world.stop();
  bearWitness(["contact.typing"], async () => seen?.());
});
afterEach(() => {
  seen = undefined;
});

const within = <T>(fn: () => Promise<T>): Promise<T> => world.tenant.within(fn);
const note = () => insertInbox([{ conversationId, kind: "tag", value: "witnessed" }]);
const noted = () => within(() => listInbox(conversationId, 10));
const happen = () => emit("contact.typing", { conversationId, isTyping: true });

describe("a witness", () => {
  test("writes in the transaction in which it happens, nested or not", async () => {
    seen = note;

    await within(() =>
      transaction(async () => {
        await transaction(async () => happen());
        happen();
      }),
    );

    expect(await noted()).toHaveLength(2);
  });

  test("leaves nothing of what is rolled back", async () => {
    seen = note;
    const before = await noted();

    const failure = await within(() =>
      transaction(async () => {
        happen();
        throw new Error("not today");
      }),
    ).catch(String);

    expect(failure).toBe("Error: not today");
    expect(await noted()).toEqual(before);
  });

  test("that fails lets nothing happen", async () => {
    const before = await noted();
    seen = async () => {
      throw new Error("I saw nothing");
    };

    const failure = await within(() =>
      transaction(async () => {
        await note();
        happen();
      }),
    ).catch(String);

    expect(failure).toBe("Error: I saw nothing");
    expect(await noted()).toEqual(before);
  });
});
