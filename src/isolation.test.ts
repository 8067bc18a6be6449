import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { features } from "./features.ts";
import type { Route } from "./lib/contract.ts";
import { harness } from "./test/harness.ts";
import { messaging } from "./test/messaging.ts";

const routes: [key: string, route: Route][] = features.flatMap(({ api }) =>
  (api ?? []).flatMap(({ contract }) => Object.entries(contract)),
);
const guarded = routes.filter(([, route]) => route.auth !== "none");

let world: Awaited<ReturnType<typeof messaging>>;
let stranger: ReturnType<Awaited<ReturnType<typeof harness>>["as"]>;
let ids: string[];
beforeAll(async () => {
  world = await messaging();
  const conversation = await world.aConversation();
  const [message] = await world.thread(conversation.id);
  ids = [
    world.connectionId,
    conversation.id,
    conversation.contactId,
    message.id,
    world.tenant.agent.id,
  ];
  stranger = world.as("user", await world.aTenant("Stranger"));
});
afterAll(() => world.stop());

const call = (route: Route, path: string, body?: unknown, client = stranger) => {
  const verb = route.method.toLowerCase();
  if (verb === "get") return client.get(path);
  if (verb === "post") return client.post(path, body);
  if (verb === "put") return client.put(path, body);
  return verb === "patch" ? client.patch(path, body) : client.delete(path, body);
};
/** Every parameter filled with this id. */
const filled = (route: Route, id: string): string => route.path.replaceAll(/:\w+/g, id);

describe("another tenant's things", () => {
  test.each(guarded.filter(([, { path }]) => path.includes(":")))(
    "%s does not know them",
    async (_key, route) => {
      for (const id of ids) {
        const answer = await call(route, filled(route, id), {});

        // A body that is not right may be refused before the thing is looked for; nothing may be found or break.
        expect([403, 404, 422]).toContain(answer.status);
        if (answer.status === 403) expect(route.permission).toBeString();
        expect(JSON.stringify(answer.body)).not.toContain(world.tenant.id);
      }
    },
  );

  test.each(guarded.filter(([, { list }]) => list !== undefined))(
    "%s does not list them",
    async (_key, route) => {
      if (route.path.includes(":") || route.path.startsWith("/admin")) return;

      const answer = await stranger.get(route.path);

      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.body)).not.toContain(world.tenant.id);
      for (const id of ids) expect(JSON.stringify(answer.body)).not.toContain(id);
    },
  );
});

describe("without credentials", () => {
  test.each(guarded)("%s answers 401", async (_key, route) => {
    const answer = await call(route, filled(route, crypto.randomUUID()), {}, world.as("nobody"));

    expect(answer.status).toBe(401);
  });
});

describe("garbage", () => {
  const nasty = [
    "[]",
    '"text"',
    "null",
    '{"a":',
    `{"name":${"[".repeat(200)}${"]".repeat(200)}}`,
    '{"__proto__":{"x":1}}',
  ];

  test.each(routes.filter(([, { body }]) => body !== undefined))(
    "%s answers it without breaking",
    async (_key, route) => {
      for (const body of nasty) {
        const answer = await call(route, filled(route, crypto.randomUUID()), body, world.owner);

        expect(answer.status).toBeLessThan(500);
      }
    },
  );
});
