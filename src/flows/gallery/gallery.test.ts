import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { flowing } from "../../test/flowing.ts";

let world: Awaited<ReturnType<typeof flowing>>;
beforeAll(async () => {
  world = await flowing();
});
afterAll(() => world.stop());

const say = (text: string) => ({ do: "say", message: { text } });
const hear = (text: string) => ({ do: "expect", text });

/** What a contact would go through with each template. */
const stories: [id: string, lines: object[]][] = [
  [
    "lead-capture",
    [
      say("What does it cost? price"),
      hear("your name"),
      say("Ana"),
      hear("Which email"),
      say("ana"),
      hear("try again"),
      say("ana@example.com"),
      hear("interested in"),
      say("Buying"),
      hear("Thank you, Ana"),
      { do: "expectTag", tag: "Buying" },
      { do: "expectEnd", label: "lead" },
    ],
  ],
  [
    "faq",
    [
      say("hlep"),
      hear("How can we help"),
      say("Delivery"),
      hear("Orders leave us"),
      hear("anything else"),
      say("2"),
      hear("Happy to help"),
      { do: "expectEnd", label: "answered" },
    ],
  ],
  [
    "appointment",
    [
      say("I want to book"),
      hear("Which day"),
      say("24.12.2026"),
      say("Morning"),
      hear("Is that right"),
      say("Change it"),
      say("2026-12-28"),
      say("3"),
      say("yes"),
      hear("2026-12-28 (Afternoon)"),
      { do: "expectTag", tag: "appointment" },
      { do: "expectEnd", label: "booked" },
    ],
  ],
  [
    "order-status",
    [
      {
        do: "answerRequest",
        nodeId: "look",
        body: '{"status":"shipped","trackingUrl":"https://t.example/1"}',
      },
      say("where is my order"),
      say("12"),
      hear("six digits"),
      say("123456"),
      hear("https://t.example/1"),
      { do: "expectEnd", label: "told" },
    ],
  ],
  [
    "feedback",
    [
      { do: "expect", text: "How happy" },
      say("Unhappy"),
      hear("What went wrong"),
      say("Too slow"),
      hear("A colleague"),
      { do: "expectTag", tag: "unhappy" },
      { do: "expectEnd", label: "handed over" },
    ],
  ],
];

describe("a ready-made flow", () => {
  test("is there for each story, and for none else", async () => {
    const { templates } = (await world.owner.get("/flows/templates")).body.data;

    expect(templates.map(({ id }: { id: string }) => id)).toEqual(stories.map(([id]) => id));
  });

  test.each(stories)(
    "%s can be published as it is, and does what it says",
    async (templateId, lines) => {
      const created = (await world.owner.post("/flows", { name: templateId, templateId })).body
        .data;
      const start = templateId === "feedback" ? "direct" : "trigger";

      const { problems } = (await world.owner.get(`/flows/${created.id}/problems`)).body.data;
      const played = (
        await world.owner.post(`/flows/${created.id}/test`, { script: { lines, start } })
      ).body.data;

      expect(problems.filter(({ code }: { code: string }) => code !== "TRIGGER_CONFLICT")).toEqual(
        [],
      );
      expect(played.failures).toEqual([]);
      expect(played.passed).toBe(true);
      expect((await world.publish(created)).status).toBe(200);
    },
  );
});
