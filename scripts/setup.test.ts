import { describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const script = join(import.meta.dir, "setup.sh");

function setup(...args: string[]) {
  const { exitCode, stdout, stderr } = Bun.spawnSync(["sh", script, ...args]);
  return { exitCode, output: `${stdout.toString()}${stderr.toString()}` };
}

/** A program that answers `version`, as the real one does. */
function aProgram(version: string) {
  const dir = mkdtempSync(join(tmpdir(), "whatscrm-setup-"));
  const path = join(dir, "build");
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`);
  chmodSync(path, 0o755);
  const place = ["--prefix", join(dir, "prefix"), "--data", join(dir, "data"), "--no-service"];
  const sha256 = new Bun.CryptoHasher("sha256").update(readFileSync(path)).digest("hex");
  return { dir, path, place, sha256, binary: join(dir, "prefix/bin/whatscrm") };
}

describe("setup.sh", () => {
  test("installs a local build, and doing it again changes nothing", () => {
    const { dir, path, place, sha256, binary } = aProgram("1");

    const first = setup("--from", path, "--sha256", sha256, ...place);
    const second = setup("--from", path, "--sha256", sha256, ...place);

    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(readFileSync(binary, "utf8")).toBe(readFileSync(path, "utf8"));
    expect(statSync(join(dir, "data")).mode & 0o777).toBe(0o700);
    expect(second.output).toContain("up to date");
  });

  test("refuses a wrong checksum and leaves what was there", () => {
    const { path, place, binary } = aProgram("1");
    setup("--from", path, ...place);
    const before = readFileSync(binary, "utf8");
    writeFileSync(path, "#!/bin/sh\necho tampered\n");

    const result = setup("--from", path, "--sha256", "0".repeat(64), ...place);

    expect(result.exitCode).toBe(1);
    expect(readFileSync(binary, "utf8")).toBe(before);
  });

  test("keeps the old program when the new one does not run", () => {
    const { path, place, binary } = aProgram("1");
    setup("--from", path, ...place);
    const before = readFileSync(binary, "utf8");
    writeFileSync(path, "#!/bin/sh\nexit 1\n");

    expect(setup("--from", path, ...place).exitCode).toBe(1);
    expect(readFileSync(binary, "utf8")).toBe(before);
  });

  test("wants a checksum for a download", () => {
    expect(setup("--from", "https://example.com/whatscrm", "--no-service").output).toContain(
      "--sha256",
    );
  });

  test("changes nothing in a dry run", () => {
    const { path, place, binary } = aProgram("1");

    const result = setup("--from", path, "--dry-run", ...place);

    expect(result.exitCode).toBe(0);
    expect(Bun.file(binary).size).toBe(0);
  });
});
