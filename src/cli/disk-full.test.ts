import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { aLine, type Line, type Owner, signedInOwner } from "../test/owner.ts";
import { aDataDir, installed, type Running, serving, until } from "../test/program.ts";

const isPg = process.env["DATABASE_URL"]?.startsWith("postgres") ?? false;

/** A disk of its own in memory, where this user may mount one. */
function aSmallDisk(megabytes: number): string | undefined {
  if (isPg || process.platform !== "linux") return undefined;
  const dir = aDataDir();
  const mount = ["mount", "-t", "tmpfs", "-o", `size=${megabytes}m,mode=700`, "tmpfs", dir];
  const isMounted = Bun.which("mount") !== null && Bun.spawnSync(mount).exitCode === 0;
  return isMounted ? dir : undefined;
}

const dataDir = aSmallDisk(64);
const filler = (): string => join(dataDir ?? "", "filler");

/** Takes whatever room is left. */
function fillDisk(): void {
  const file = openSync(filler(), "a");
  try {
    for (const size of [1 << 20, 1 << 12, 1]) {
      const bytes = Buffer.alloc(size, 1);
      try {
        while (writeSync(file, bytes) === size);
      } catch {
        // No room for this much any more.
      }
    }
  } finally {
    closeSync(file);
  }
}

describe.skipIf(dataDir === undefined)("a server on SQLite whose disk is full", () => {
  let server: Running;
  let owner: Owner;
  let line: Line;
  const acknowledged: string[] = [];
  beforeAll(async () => {
    expect(await installed(dataDir ?? "")).toMatchObject({ code: 0 });
    server = await serving(dataDir ?? "");
    owner = await signedInOwner(server);
    line = await aLine(server, owner);
  }, 120_000);
  afterAll(() => {
    server.child.kill("SIGKILL");
    Bun.spawnSync(["umount", "-l", dataDir ?? ""]);
  });

  let counter = 0;
  async function hear(): Promise<number> {
    const text = `${counter++} ${"and so on ".repeat(2000)}`;
    const status = await line.hear(text);
    if (status === 200) acknowledged.push(text);
    return status;
  }
  const aContact = () =>
    owner.api("POST", "/contacts", {
      name: "Full",
      phoneNumber: `+1202555${String(1000 + counter++)}`,
    });

  test("refuses what it cannot keep so that it comes again, and still answers", async () => {
    expect(await hear()).toBe(200);
    fillDisk();

    await until(async () => (await hear()) === 503, 60_000);
    const refused = await Promise.all([hear(), hear(), hear(), hear(), aContact()]);
    const list = await owner.api("GET", "/conversations");

    expect(refused.map((answer) => (typeof answer === "number" ? answer : answer.status))).toEqual([
      503, 503, 503, 503, 503,
    ]);
    expect(list.status).toBe(200);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(server.output()).toContain("the disk is nearly full");
    expect(server.output()).toContain('"alert":"database"');
    expect(server.output()).toContain("database or disk is full");
  }, 120_000);

  test("goes on by itself when there is room again, with everything it acknowledged", async () => {
    rmSync(filler());

    await until(async () => (await hear()) === 200, 60_000);
    await until(async () => (await line.texts()).length === acknowledged.length, 60_000);

    expect(await line.texts()).toEqual(acknowledged.toSorted());
    expect((await aContact()).status).toBe(201);
  }, 120_000);

  test("may run full again and again, in the middle of much", async () => {
    for (let round = 0; round < 5; round++) {
      fillDisk();
      const load = Array.from({ length: 24 }, async () => {
        for (let n = 0; n < 6; n++) await hear();
      });
      await until(async () => (await hear()) === 503, 60_000);
      rmSync(filler());
      await Promise.all(load);
      await until(async () => (await hear()) === 200, 60_000);
    }
    await until(async () => (await line.texts()).length === acknowledged.length, 60_000);
  }, 300_000);

  test("has a whole database", async () => {
    expect(await server.stop()).toBe(0);

    const database = new Database(join(dataDir ?? "", "whatscrm.sqlite"), { readonly: true });
    const found = database.query("pragma integrity_check").values();
    const failed = database
      .query("select count(*) from webhook_deliveries where state <> 'processed'")
      .values();
    database.close();
    expect(found).toEqual([["ok"]]);
    expect(failed).toEqual([[0]]);
  }, 60_000);
});
