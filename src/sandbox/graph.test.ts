import { beforeAll, describe, expect, test } from "bun:test";
import { z } from "zod";
import { harness } from "../test/harness.ts";
import { graphFetch, SANDBOX_GRAPH_URL } from "./graph.ts";
import { asDigits, asUuid } from "./ids.ts";

const Refusal = z.object({
  error: z.object({
    code: z.number(),
    error_subcode: z.number().optional(),
    error_data: z.object({ details: z.string() }),
  }),
});
const { as, app } = await harness();
let id: string;
beforeAll(async () => {
  const created = await as("user").post("/whatsapp/connections", {
    name: "Playground",
    connectionType: "sandbox",
  });
  id = created.body.data.id;
});

interface Call {
  token?: string;
  node?: string;
}
const post = (body: unknown, { token = `sandbox.${id}`, node = asDigits(id) }: Call = {}) =>
  graphFetch(
    new Request(`${SANDBOX_GRAPH_URL}/${node}/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    }),
  );
const refusal = async (answer: Response) => ({
  status: answer.status,
  ...Refusal.parse(await answer.json()).error,
});
const text = { messaging_product: "whatsapp", to: "+12025550123", type: "text" };
const button = (title: string) => ({
  ...text,
  type: "interactive",
  interactive: {
    type: "button",
    body: { text: "When?" },
    action: { buttons: [{ type: "reply", reply: { id: "a", title } }] },
  },
});

describe("the simulated Graph API refuses like Meta's", () => {
  test("a wrong token, with code 190", async () => {
    const wrong = await refusal(await post(text, { token: "EAAG-real" }));
    const unknown = await refusal(await post(text, { token: `sandbox.${crypto.randomUUID()}` }));

    expect(wrong).toMatchObject({ status: 401, code: 190 });
    expect(unknown).toMatchObject({ status: 401, code: 190 });
  });

  test("another number's node, with subcode 33", async () => {
    const node = asDigits(crypto.randomUUID());

    const answer = await refusal(await post({ ...text, text: { body: "x" } }, { node }));

    expect(answer).toMatchObject({ status: 400, code: 100, error_subcode: 33 });
  });

  test.each([
    ["what is missing", { ...text, text: {} }, 131008, /text\.body/],
    [
      "a text that is too long",
      { ...text, text: { body: "x".repeat(4097) } },
      131009,
      /text\.body/,
    ],
    ["a button that is too long", button("x".repeat(21)), 131009, /title/],
    ["a number that is none", { ...text, to: "nobody", text: { body: "x" } }, 131009, /to/],
    ["an unknown kind", { ...text, type: "hologram" }, 131009, /type/],
    ["an unknown file", { ...text, type: "image", image: { id: "123" } }, 100, /123/],
    [
      "a reaction to nothing",
      { ...text, type: "reaction", reaction: { message_id: "wamid.x", emoji: "👍" } },
      131009,
      /reaction/,
    ],
    ["a read mark of nothing", { status: "read", message_id: "wamid.x" }, 131009, /message_id/],
  ])("%s", async (_, body, code, details) => {
    const answer = await refusal(await post(body));

    expect(answer).toMatchObject({ status: 400, code });
    expect(answer.error_data.details).toMatch(details);
  });
});

test("a message outside the 24 hours is taken, as Meta takes it", async () => {
  const answer = await post({ ...text, text: { body: "Cold" } });

  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    contacts: [{ input: "+12025550123", wa_id: "12025550123" }],
    messages: [{ id: expect.stringMatching(/^wamid\./) }],
  });
});

test("ids survive the way into digits and back", () => {
  const ids = ["00000000-0000-7000-8000-000000000001", crypto.randomUUID(), Bun.randomUUIDv7()];

  expect(ids.map((one) => asUuid(asDigits(one)))).toEqual(ids);
  expect(asUuid("x")).toBeUndefined();
});

test("deliveries from outside are not believed", async () => {
  const answer = await app.request(`/hooks/whatsapp/${id}`, { method: "POST", body: "{}" });

  expect(answer.status).toBe(401);
});
