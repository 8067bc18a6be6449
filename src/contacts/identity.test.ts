import { describe, expect, test } from "bun:test";
import type { Identity } from "../channels/channel.ts";
import { transaction } from "../db/index.ts";
import { harness } from "../test/harness.ts";
import { mayReceiveMarketing, setMarketingPreference } from "./consent.ts";
import { identityKey } from "./identity-keys.ts";
import { relink, resolveContacts } from "./identity.ts";
import { type ContactRow, findContact } from "./queries.ts";

const { as, tenant, aTenant } = await harness();

const unique = (): string => crypto.randomUUID().slice(0, 8);
const aPhone = (): string => `+4916${Math.floor(1e9 + Math.random() * 8e9)}`;

const resolve = (
  ...sightings: { identity: Identity; profileName?: string }[]
): Promise<(ContactRow | undefined)[]> =>
  tenant.within(() =>
    transaction(async () => {
      const found = await resolveContacts(sightings);
      return sightings.map(({ identity }) => found.get(identityKey(identity)));
    }),
  );
async function one(identity: Identity, profileName?: string): Promise<ContactRow> {
  const [row] = await resolve({ identity, ...(profileName === undefined ? {} : { profileName }) });
  if (!row) throw new Error("not resolved");
  return row;
}

describe("finding the contact of a message", () => {
  test("creates one contact for many messages of a person and finds it again", async () => {
    const phone = aPhone();

    const rows = await resolve(
      { identity: { phone }, profileName: "Ana" },
      { identity: { phone, bsuid: `DE.${phone}` } },
      { identity: { bsuid: `DE.${phone}` } },
    );

    expect(new Set(rows.map((row) => row?.id)).size).toBe(1);
    expect(rows[2]).toMatchObject({ phoneNumber: phone, name: "Ana" });
    expect((await one({ bsuid: `DE.${phone}` })).id).toBe(rows[0]?.id ?? "");
  });

  test("never makes a contact out of nothing", async () => {
    expect(await resolve({ identity: {} }, { identity: { username: "@" } })).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("uses the contact somebody typed in, and keeps the name they gave", async () => {
    const phoneNumber = aPhone();
    const { id } = (await as("agent").post("/contacts", { phoneNumber, name: "Dr. Berg" })).body
      .data;

    const row = await one({ phone: phoneNumber }, "Berg 🌲");

    expect(row).toMatchObject({ id, name: "Dr. Berg", profileName: "Berg 🌲" });
  });

  test("follows the profile name until somebody changes it", async () => {
    const phone = aPhone();
    const { id } = await one({ phone }, "First");

    expect((await one({ phone }, "Second")).name).toBe("Second");
    await as("agent").patch(`/contacts/${id}`, { name: "Mine" });
    expect((await one({ phone }, "Third")).name).toBe("Mine");
  });

  test("does not trust a username that changed hands", async () => {
    const username = `u${unique()}`;
    const first = await one({ bsuid: `DE.1${username}`, username });

    const second = await one({ bsuid: `DE.2${username}`, username });

    expect(second.id).not.toBe(first.id);
    expect((await one({ username: `@${username.toUpperCase()}` })).id).toBe(second.id);
    expect((await one({ bsuid: `DE.1${username}` })).id).toBe(first.id);
  });

  test("recognises who was known by the username alone", async () => {
    const username = `u${unique()}`;
    const bare = await one({ username }, "Someone");

    const proven = await one({ username, phone: aPhone() });

    expect(proven.id).toBe(bare.id);
  });

  test("handles a batch of 500 new people", async () => {
    const sightings = Array.from({ length: 500 }, (_, n) => {
      const phone = aPhone();
      return { identity: { phone, bsuid: `DE.${phone}` }, profileName: `N${n}` };
    });

    const rows = await resolve(...sightings);

    expect(rows.map((row) => row?.name)).toEqual(sightings.map(({ profileName }) => profileName));
    expect((await resolve(...sightings)).map((row) => row?.id)).toEqual(rows.map((row) => row?.id));
  });

  test("makes one contact although many transactions see the person at once", async () => {
    const people = Array.from({ length: 5 }, () => aPhone());
    const batch = () =>
      people
        .toSorted(() => Math.random() - 0.5)
        .map((phone) => ({ identity: { phone, bsuid: `DE.${phone}` } }));

    await Promise.all(Array.from({ length: 8 }, () => resolve(...batch())));

    for (const phone of people) {
      const { body } = await as("agent").get(`/contacts?search=${phone.slice(1)}`);
      expect(body.data).toHaveLength(1);
      expect(body.data[0].identities).toHaveLength(2);
    }
  });

  test("finds nobody of another tenant", async () => {
    const phone = aPhone();
    const { id } = await one({ phone });
    const other = await aTenant();

    const theirs = await other.within(() =>
      transaction(() => resolveContacts([{ identity: { phone } }])),
    );

    expect(theirs.size).toBe(1);
    expect([...theirs.values()].map((row) => row.id)).not.toContain(id);
  });
});

describe("merging", () => {
  async function merged() {
    const [phone, bsuid] = [aPhone(), `DE.${unique()}`];
    const a = (
      await as("agent").post("/contacts", {
        phoneNumber: phone,
        tags: ["old"],
        customFields: { x: 1 },
      })
    ).body.data;
    const b = await one({ bsuid }, "Bea");
    await as("agent").patch(`/contacts/${b.id}`, {
      email: "b@example.com",
      tags: ["new"],
      customFields: { x: 2, y: 3 },
    });
    const winner = await one({ phone, bsuid });
    return { a, b, winner, phone, bsuid };
  }

  test("happens when one delivery names both, and loses nothing", async () => {
    const { a, b, winner, bsuid } = await merged();

    expect(winner.id).toBe(a.id);
    const { body } = await as("agent").get(`/contacts/${a.id}`);
    expect(body.data).toMatchObject({
      name: "Bea",
      email: "b@example.com",
      tags: ["old", "new"],
      customFields: { x: 1, y: 3 },
    });
    expect(body.data.identities).toHaveLength(2);
    expect((await one({ bsuid })).id).toBe(a.id);
    expect((await as("agent").get(`/contacts/${b.id}`)).body.data.id).toBe(a.id);
    const listed = await as("agent").get("/contacts?search=b@example.com");
    expect(listed.body.data.map((c: { id: string }) => c.id)).not.toContain(b.id);
  });

  test("can be undone", async () => {
    const { a, b, bsuid, phone } = await merged();

    const undone = await as("agent").post(`/contacts/${a.id}/unmerge`);

    expect(undone.body.data).toMatchObject({
      id: a.id,
      name: null,
      email: null,
      tags: ["old"],
      customFields: { x: 1 },
    });
    expect((await as("agent").get(`/contacts/${b.id}`)).body.data).toMatchObject({
      id: b.id,
      tags: ["new"],
      customFields: { x: 2, y: 3 },
    });
    expect((await one({ bsuid })).id).toBe(b.id);
    expect((await one({ phone })).id).toBe(a.id);
    const again = await as("agent").post(`/contacts/${a.id}/unmerge`);
    expect(again).toMatchObject({ status: 409, body: { error: { code: "NOTHING_TO_UNMERGE" } } });
  });

  test("leaves nothing behind when the contact is deleted", async () => {
    const { a, b } = await merged();

    await as("user").delete(`/contacts/${a.id}`);

    expect(await tenant.within(() => findContact(b.id))).toBeUndefined();
  });

  test("is done once by simultaneous deliveries", async () => {
    const [phone, bsuid] = [aPhone(), `DE.${unique()}`];
    const a = await one({ phone });
    await one({ bsuid });

    const all = await Promise.all(Array.from({ length: 6 }, () => one({ phone, bsuid })));

    expect(new Set(all.map(({ id }) => id))).toEqual(new Set([a.id]));
  });
});

describe("a change WhatsApp tells of", () => {
  test("moves the contact to the new number and frees the old one", async () => {
    const [old, fresh] = [aPhone(), aPhone()];
    const before = await one({ phone: old, bsuid: `DE.${old}` });

    const after = await tenant.within(() =>
      transaction(() =>
        relink({ phone: old, bsuid: `DE.${old}` }, { phone: fresh, bsuid: `DE.${fresh}` }),
      ),
    );

    expect(after).toMatchObject({ id: before.id, phoneNumber: fresh });
    expect((await one({ bsuid: `DE.${fresh}` })).id).toBe(before.id);
    expect((await one({ phone: old })).id).not.toBe(before.id);
  });

  test("joins the two when the new one wrote already, and ignores strangers", async () => {
    const [old, fresh] = [aPhone(), aPhone()];
    const before = await one({ phone: old });
    await one({ phone: fresh });

    const after = await tenant.within(() =>
      transaction(() => relink({ phone: old }, { phone: fresh })),
    );

    expect(after).toMatchObject({ id: before.id, phoneNumber: fresh });
    expect(
      await tenant.within(() => relink({ phone: aPhone() }, { phone: aPhone() })),
    ).toBeUndefined();
  });
});

describe("consent", () => {
  test("follows the contact's wish", async () => {
    const { id } = await one({ phone: aPhone() });
    const asks = async (): Promise<boolean> =>
      mayReceiveMarketing(
        await one({ phone: (await tenant.within(() => findContact(id)))?.phoneNumber ?? "" }),
      );

    expect(await asks()).toBe(true);
    await tenant.within(() => setMarketingPreference(id, false));
    expect(await asks()).toBe(false);
    await tenant.within(() => setMarketingPreference(id, true));
    expect(await asks()).toBe(true);
  });
});
