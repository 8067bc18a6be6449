import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { flowing, flowOf, keyword, says } from "../test/flowing.ts";

let world: Awaited<ReturnType<typeof flowing>>;
beforeAll(async () => {
  world = await flowing();
});
afterAll(() => world.stop());

const greeting = (text: string) => flowOf([keyword("greet")], [says("hi", text)], ["start > hi"]);
const saved = async (flow: { id: string }, revision: number, flowData: object) =>
  world.owner.put(`/flows/${flow.id}/draft`, { revision, flowData });

describe("a draft", () => {
  test("begins with a start, and tells its problems when saved", async () => {
    const created = await world.owner.post("/flows", { name: "Empty" });
    expect(created.status).toBe(201);
    expect(created.body.data).toMatchObject({
      status: "draft",
      revision: 1,
      publishedVersion: null,
      hasChanges: true,
    });
    expect(created.body.data.flowData.nodes).toHaveLength(1);

    const answer = await saved(created.body.data, 1, greeting(""));

    expect(answer.body.data.revision).toBe(2);
    expect(answer.body.data.problems).toMatchObject([
      { code: "EMPTY_TEXT", nodeId: "hi", severity: "error" },
    ]);
    expect(
      (await world.owner.get(`/flows/${created.body.data.id}/problems`)).body.data.problems,
    ).toHaveLength(1);
  });

  test("somebody else saved meanwhile is not overwritten", async () => {
    const flow = await world.create(greeting("Hi"));
    const answers = await Promise.all([
      saved(flow, 1, greeting("One")),
      saved(flow, 1, greeting("Two")),
    ]);

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body.error).toMatchObject({
      code: "REVISION_CONFLICT",
      details: { revision: 2 },
    });
  });

  test("with errors is not published, an old revision neither", async () => {
    const flow = await world.create(greeting(" "));

    const broken = await world.publish(flow);
    await saved(flow, 1, greeting("Better"));
    const stale = await world.publish(flow);

    expect([broken.status, stale.status]).toEqual([409, 409]);
    expect(broken.body.error).toMatchObject({
      code: "FLOW_HAS_ERRORS",
      details: { problems: [{ code: "EMPTY_TEXT" }] },
    });
    expect(stale.body.error.code).toBe("REVISION_CONFLICT");
  });

  test("that wants what another flow has is warned", async () => {
    const start = "unique words";
    await world.published(flowOf([keyword(start)], [says("a", "A")], ["start > a"]), "First");
    const second = await world.create(
      flowOf([keyword("Unique   words!")], [says("a", "A")], ["start > a"]),
    );

    const { problems } = (await world.owner.get(`/flows/${second.id}/problems`)).body.data;

    expect(problems).toMatchObject([
      { code: "TRIGGER_CONFLICT", severity: "warning", nodeId: "start" },
    ]);
    expect(problems[0].message).toContain("First");
  });
});

describe("versions", () => {
  test("are counted, compared and rolled back to", async () => {
    const flow = await world.published(greeting("One"));
    await saved(flow, 1, { ...greeting("Two"), variables: [{ name: "city" }] });
    const changed = (await world.owner.get(`/flows/${flow.id}`)).body.data;
    expect(changed).toMatchObject({ hasChanges: true, publishedVersion: 1 });
    const difference = await world.owner.get(`/flows/${flow.id}/diff?from=1`);
    expect(difference.body.data.changes).toEqual([
      { kind: "changed", what: "node", id: "hi", paths: ["data.parts.0.text"] },
      { kind: "added", what: "variable", id: "city", paths: [] },
    ]);
    await world.publish({ id: flow.id, revision: 2 });

    const back = await world.owner.post(`/flows/${flow.id}/versions/1/rollback`);

    expect(back.body.data).toMatchObject({ publishedVersion: 3, hasChanges: false });
    const { data: list } = (await world.owner.get(`/flows/${flow.id}/versions`)).body;
    expect(
      list.map(({ number, rolledBackTo }: { number: number; rolledBackTo: number }) => [
        number,
        rolledBackTo,
      ]),
    ).toEqual([
      [3, 1],
      [2, null],
      [1, null],
    ]);
    expect(list[0].hash).toBe(list[2].hash);
    expect((await world.owner.get(`/flows/${flow.id}/versions/4`)).status).toBe(404);
  });

  test("are not made by moving a step on the canvas", async () => {
    const flow = await world.published(greeting("Still"));
    const data = (await world.owner.get(`/flows/${flow.id}`)).body.data.flowData;
    const moved = {
      ...data,
      nodes: data.nodes.map((node: object) => ({ ...node, position: { x: 9, y: 9 } })),
    };

    await saved(flow, 1, moved);

    expect((await world.owner.get(`/flows/${flow.id}`)).body.data.hasChanges).toBe(false);
  });
});

describe("a flow", () => {
  test("goes out as a file and comes in again", async () => {
    const flow = await world.create(greeting("Portable"), "Portable");
    const file = (await world.owner.get(`/flows/${flow.id}/export`)).body.data;
    const stranger = world.as("user", await world.aTenant());

    const imported = await stranger.post("/flows/import", file);

    expect(imported.status).toBe(201);
    expect(imported.body.data.flowData).toEqual(file.flowData);
    expect((await stranger.post("/flows/import", { ...file, format: "other" })).status).toBe(422);
    expect((await stranger.get(`/flows/${flow.id}`)).status).toBe(404);
  });

  test("is seen by agents, and changed by those who may", async () => {
    const flow = await world.create(greeting("Hands off"));
    const agent = world.as("agent");

    expect((await agent.get(`/flows/${flow.id}`)).status).toBe(200);
    expect(
      (await agent.put(`/flows/${flow.id}/draft`, { revision: 1, flowData: greeting("x") })).status,
    ).toBe(403);
    expect((await agent.post(`/flows/${flow.id}/publish`, { revision: 1 })).status).toBe(403);
  });

  test("is listed, renamed and deleted", async () => {
    const flow = await world.create(greeting("Short life"), "Findable flow");

    await world.owner.patch(`/flows/${flow.id}`, { name: "Findable again", priority: 300 });
    const { body } = await world.owner.get("/flows?search=findable");
    await world.owner.delete(`/flows/${flow.id}`);

    expect(body.data).toMatchObject([
      { id: flow.id, name: "Findable again", priority: 300, triggerTypes: ["keyword"] },
    ]);
    expect(body.pagination.total).toBe(1);
    expect((await world.owner.get(`/flows/${flow.id}`)).status).toBe(404);
  });
});

describe("node kinds", () => {
  test("describe their forms, with a label on everything people fill in", async () => {
    const { kinds } = (await world.owner.get("/flows/node-kinds")).body.data;

    expect(kinds.length).toBeGreaterThan(20);
    for (const { type, form } of kinds) {
      const unnamed = Object.entries(form.properties).filter(
        ([, field]) => typeof field === "object" && field !== null && !("label" in field),
      );
      expect([type, unnamed]).toEqual([type, []]);
    }
  });
});
