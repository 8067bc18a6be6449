import { describe, expect, test } from "bun:test";
import { harness } from "../test/harness.ts";

const { as, aTenant } = await harness();

let next = Date.now() % 1_000_000;
const aPhone = (): string => `+4915${String(100_000_000 + next++).slice(-9)}`;

describe("contacts", () => {
  test("are added, read, changed and deleted", async () => {
    const phoneNumber = aPhone();

    const created = await as("agent").post("/contacts", {
      phoneNumber,
      name: "Ana",
      email: "Ana@Example.com",
      tags: ["vip"],
    });

    expect(created.status).toBe(201);
    expect(created.body.data).toMatchObject({
      phoneNumber,
      name: "Ana",
      email: "ana@example.com",
      tags: ["vip"],
    });
    expect(created.body.data.identities).toEqual([{ kind: "phone", value: phoneNumber }]);
    const { id } = created.body.data;
    const changed = await as("agent").patch(`/contacts/${id}`, { name: "Ana B." });
    expect(changed.body.data).toMatchObject({
      name: "Ana B.",
      email: "ana@example.com",
      tags: ["vip"],
    });
    expect((await as("agent").delete(`/contacts/${id}`)).status).toBe(403);
    expect((await as("user").delete(`/contacts/${id}`)).body).toEqual({
      success: true,
      data: { done: true },
    });
    expect((await as("agent").get(`/contacts/${id}`)).status).toBe(404);
    expect((await as("agent").post("/contacts", { phoneNumber })).status).toBe(201);
  });

  test("lose their email by null, and keep it when it is left out", async () => {
    const { id } = (await as("agent").post("/contacts", { name: "Ana", email: "ana@example.com" }))
      .body.data;

    const kept = await as("agent").patch(`/contacts/${id}`, { name: "Ana B." });
    const cleared = await as("agent").patch(`/contacts/${id}`, { email: null });

    expect(kept.body.data.email).toBe("ana@example.com");
    expect(cleared.body.data).toMatchObject({ name: "Ana B.", email: null });
  });

  test("refuse a second contact with the same number, however it is written, and name the first", async () => {
    const phoneNumber = aPhone();
    const { id } = (await as("agent").post("/contacts", { phoneNumber })).body.data;

    const again = await as("agent").post("/contacts", {
      phoneNumber: `00${phoneNumber.slice(1, 5)} ${phoneNumber.slice(5)}`,
    });

    expect(again.status).toBe(409);
    expect(again.body.error).toMatchObject({ code: "CONTACT_EXISTS", details: { id } });
  });

  test("accept one of many simultaneous attempts to add a number", async () => {
    const phoneNumber = aPhone();

    const answers = await Promise.all(
      Array.from({ length: 8 }, () => as("agent").post("/contacts", { phoneNumber })),
    );

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201, 409, 409, 409, 409, 409, 409, 409,
    ]);
  });

  test("take the ninth digit of Brazil for the same number", async () => {
    const line = String(10_000_000 + next++).slice(-7);
    await as("agent").post("/contacts", { phoneNumber: `+55119${"9"}${line}` });

    const again = await as("agent").post("/contacts", { phoneNumber: `+5511${"9"}${line}` });

    expect(again.body.error?.code).toBe("CONTACT_EXISTS");
  });

  test.each(["+1", "hello", "0151 23456789", "+999 12345678", "+49 1512 3456789 ext. 7"])(
    "refuse %p as a phone number",
    async (phoneNumber) => {
      const answer = await as("agent").post("/contacts", { phoneNumber });

      expect(answer.status).toBe(422);
      expect(answer.body.error).toMatchObject({
        code: "VALIDATION_ERROR",
        details: [{ path: "phoneNumber" }],
      });
    },
  );

  test("move to another number and let go of the old one", async () => {
    const [old, fresh] = [aPhone(), aPhone()];
    const { id } = (await as("agent").post("/contacts", { phoneNumber: old })).body.data;

    const changed = await as("agent").patch(`/contacts/${id}`, { phoneNumber: fresh });

    expect(changed.body.data.identities).toEqual([{ kind: "phone", value: fresh }]);
    expect((await as("agent").post("/contacts", { phoneNumber: old })).status).toBe(201);
    expect((await as("agent").patch(`/contacts/${id}`, { phoneNumber: old })).body.error.code).toBe(
      "CONTACT_EXISTS",
    );
  });

  test("merge custom fields; null removes one", async () => {
    const { id } = (
      await as("agent").post("/contacts", { name: "C", customFields: { a: 1, b: { deep: true } } })
    ).body.data;

    const changed = await as("agent").patch(`/contacts/${id}`, {
      customFields: { a: null, c: "x" },
    });

    expect(changed.body.data.customFields).toEqual({ b: { deep: true }, c: "x" });
  });

  test("keep all of several tags added at once", async () => {
    const { id } = (await as("agent").post("/contacts", { name: "T" })).body.data;
    const tags = Array.from({ length: 10 }, (_, n) => `tag ${n}`);

    await Promise.all(tags.map((tag) => as("agent").post(`/contacts/${id}/tags`, { tags: [tag] })));

    expect((await as("agent").get(`/contacts/${id}`)).body.data.tags.toSorted()).toEqual(tags);
    const removed = await as("agent").delete(`/contacts/${id}/tags/${encodeURIComponent("tag 3")}`);
    expect(removed.body.data.tags).toHaveLength(9);
  });

  test("are found by name, number, email and tag", async () => {
    const tenant = await aTenant();
    const client = as("agent", tenant);
    await client.post("/contacts", {
      phoneNumber: "+4915112345678",
      name: "Müller 100%",
      email: "m@shop.example",
      tags: ["a b", 'q"'],
    });
    await client.post("/contacts", { phoneNumber: "+12025550142", name: "Other_" });
    const found = async (query: Record<string, string>): Promise<unknown[]> =>
      (await client.get(`/contacts?${new URLSearchParams(query).toString()}`)).body.data.map(
        (c: { name: string }) => c.name,
      );

    expect(await found({ search: "müller" })).toEqual(["Müller 100%"]);
    expect(await found({ search: "100%" })).toEqual(["Müller 100%"]);
    expect(await found({ search: "r_" })).toEqual(["Other_"]);
    expect(await found({ search: "0151 1234" })).toEqual([]);
    expect(await found({ search: "151 1234-56" })).toEqual(["Müller 100%"]);
    expect(await found({ search: "SHOP.ex" })).toEqual(["Müller 100%"]);
    expect(await found({ tag: "a b" })).toEqual(["Müller 100%"]);
    expect(await found({ tag: 'q"' })).toEqual(["Müller 100%"]);
    expect(await found({ tag: "a" })).toEqual([]);
  });

  test("come in pages, newest first, without gaps or repeats", async () => {
    const tenant = await aTenant();
    for (let n = 0; n < 7; n++) await as("agent", tenant).post("/contacts", { name: `P${n}` });
    const names: string[] = [];
    let cursor = "";

    for (let page = 0; page < 4; page++) {
      const { body } = await as("agent", tenant).get(`/contacts?limit=3${cursor}`);
      names.push(...body.data.map((c: { name: string }) => c.name));
      if (body.pagination.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(body.pagination.nextCursor)}`;
    }

    expect(names).toEqual(["P6", "P5", "P4", "P3", "P2", "P1", "P0"]);
    expect((await as("agent", tenant).get("/contacts?cursor=nonsense")).status).toBe(422);
  });

  test("of another tenant do not exist", async () => {
    const stranger = await aTenant();
    const { id } = (
      await as("agent").post("/contacts", { name: "Secret", phoneNumber: "+12025550199" })
    ).body.data;
    const they = as("user", stranger);

    expect((await they.get(`/contacts/${id}`)).status).toBe(404);
    expect((await they.patch(`/contacts/${id}`, { name: "x" })).status).toBe(404);
    expect((await they.post(`/contacts/${id}/tags`, { tags: ["x"] })).status).toBe(404);
    expect((await they.delete(`/contacts/${id}/tags/x`)).status).toBe(404);
    expect((await they.post(`/contacts/${id}/unmerge`)).status).toBe(404);
    expect((await they.delete(`/contacts/${id}`)).status).toBe(404);
    expect((await they.get("/contacts?search=Secret")).body.data).toEqual([]);
    expect((await they.post("/contacts", { phoneNumber: "+12025550199" })).status).toBe(201);
    expect((await as("agent").get(`/contacts/${id}`)).body.data.name).toBe("Secret");
  });
});
