import { describe, expect, test } from "bun:test";
import { signedInOwner } from "../test/owner.ts";
import { anEmptySchema } from "../test/postgres-schema.ts";
import {
  ADDRESS_OF_OWNER,
  aDataDir,
  freePort,
  installed,
  program,
  serving,
  setupToken,
} from "../test/program.ts";

const isPg = process.env["DATABASE_URL"]?.startsWith("postgres") ?? false;
const another = (dataDir: string, port = freePort()) =>
  program(["serve", "--data", dataDir, "--port", String(port), "--host", "127.0.0.1"]);

describe("a data directory", () => {
  test("has one wizard: a second start says so and leaves the first one's token", async () => {
    const first = await serving(aDataDir());
    const token = setupToken(first.dataDir);

    const second = await another(first.dataDir);
    const install = await installed(first.dataDir);

    expect(second.code).toBe(1);
    expect(second.err).toContain(`Another WhatsCRM runs in ${first.dataDir}`);
    expect(second.err).toContain("--data");
    expect(install.code).toBe(1);
    expect(install.err).toContain("Another WhatsCRM runs in");
    expect(setupToken(first.dataDir)).toBe(token);
    expect((await fetch(`${first.url}/install`)).status).toBe(200);
    await first.stop();
  }, 120_000);

  test("is free again after a kill -9", async () => {
    const first = await serving(aDataDir());
    first.child.kill("SIGKILL");
    await first.child.exited;

    const second = await serving(first.dataDir);

    expect((await fetch(`${second.url}/install`)).status).toBe(200);
    await second.stop();
  }, 120_000);

  test("with a database file has one server; the command line may still look in", async () => {
    const dataDir = aDataDir();
    await installed(dataDir);
    const first = await serving(dataDir);

    const onOtherPort = await another(dataDir);
    const doctor = await program(["doctor", "--data", dataDir]);
    const link = await program(["user", "reset-password", ADDRESS_OF_OWNER, "--data", dataDir]);
    const owner = await signedInOwner(first);

    expect(onOtherPort.code).toBe(1);
    expect(onOtherPort.err).toContain("Another WhatsCRM runs in");
    expect([doctor.code, link.code]).toEqual([0, 0]);
    expect((await owner.api("GET", "/auth/me")).status).toBe(200);
    expect(await first.stop()).toBe(0);
  }, 120_000);

  test.skipIf(!isPg)(
    "may be shared by nodes on Postgres",
    async () => {
      const dataDir = aDataDir();
      await installed(dataDir, await anEmptySchema());
      const nodes = [await serving(dataDir), await serving(dataDir)];

      const ready = await Promise.all(nodes.map(({ url }) => fetch(`${url}/readyz`)));

      expect(ready.map(({ status }) => status)).toEqual([200, 200]);
      for (const node of nodes) expect(await node.stop()).toBe(0);
    },
    120_000,
  );
});
