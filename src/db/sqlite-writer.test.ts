import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectSqlite, type SqliteConnection } from "./sqlite-connection.ts";
import { SqliteWriter } from "./sqlite-writer.ts";
import { isTrouble } from "./trouble.ts";

const connection = connectSqlite(join(mkdtempSync(join(tmpdir(), "writer-")), "writer.sqlite"));
const writer = new SqliteWriter(connection);
connection.exec("create table kept (text text not null)");
beforeEach(() => connection.exec("delete from kept"));
afterAll(() => connection.close());

const put = (text: string) => async (on: SqliteConnection) =>
  on.run("insert into kept values (?)", [text]);
const kept = () => connection.rows("select text from kept order by text", []).flat();
const outcomes = async (units: Promise<unknown>[]) =>
  (await Promise.allSettled(units)).map(({ status }) => status);

describe("the writer", () => {
  test("commits what succeeded beside what failed", async () => {
    const failing = async (on: SqliteConnection) => {
      await put("lost")(on);
      throw new Error("refused");
    };
    const units = [writer.unit(put("a")), writer.unit(failing), writer.unit(put("b"))];

    expect(await outcomes(units)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(kept()).toEqual(["a", "b"]);
  });

  test("keeps nothing of a batch whose savepoints were lost, and goes on", async () => {
    const breaking = async (on: SqliteConnection) => {
      on.exec("release unit");
      throw new Error("broken");
    };
    const units = [writer.unit(put("a")), writer.unit(breaking), writer.unit(put("b"))];

    const [first, second, third] = await outcomes(units);
    await writer.unit(put("after"));

    expect([first, second]).toEqual(["rejected", "rejected"]);
    // Its turn came in the next transaction.
    expect(third).toBe("fulfilled");
    expect(kept()).toEqual(["after", "b"]);
  });

  test("refuses what has no room without harm, and goes on when there is room", async () => {
    const [[pages] = []] = connection.rows("pragma page_count", []);
    connection.exec(`pragma max_page_count = ${Number(pages) + 2}`);
    const long = "long ".repeat(2000);

    const units = [writer.unit(put("a")), writer.unit(put(long)), writer.unit(put(long))];
    const refused = await Promise.allSettled(units);
    connection.exec("pragma max_page_count = 1000000");
    await writer.unit(put("room"));

    const reasons = refused.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.every(isTrouble)).toBe(true);
    expect(kept()).toContain("room");
    expect(kept().length).toBe(units.length - reasons.length + 1);
    expect(connection.rows("pragma integrity_check", [])).toEqual([["ok"]]);
  });
});
