import { describe, expect, test } from "bun:test";
import { lockContact } from "../contacts/queries.ts";
import { createContact } from "../contacts/service.ts";
import { harness } from "../test/harness.ts";
import { isPg, persistentTransaction } from "./index.ts";

const { tenant } = await harness();
const aContact = () => tenant.within(async () => (await createContact({ name: "Ana" })).id);

/** Resolves for both once both have come. */
function meeting(): () => Promise<void> {
  let come = 0;
  let open = (): void => undefined;
  const both = new Promise<void>((resolve) => (open = resolve));
  return async () => {
    if (++come >= 2) open();
    await both;
  };
}

describe.skipIf(!isPg)("two that wait for each other", () => {
  test("both end: who had to give way begins anew", async () => {
    const [one, other] = [await aContact(), await aContact()];
    const meet = meeting();
    let runs = 0;
    const lock = (first: string, second: string) =>
      tenant.within(() =>
        persistentTransaction(async () => {
          runs++;
          await lockContact(first);
          await meet();
          return lockContact(second);
        }),
      );

    const done = await Promise.all([lock(one, other), lock(other, one)]);

    expect(done.map((row) => row?.id)).toEqual([other, one]);
    expect(runs).toBe(3);
  });
});

test("what fails for another reason fails at once", async () => {
  let runs = 0;
  const work = tenant.within(() =>
    persistentTransaction(async () => {
      runs++;
      throw new Error("no");
    }),
  );

  expect(await work.catch((error: Error) => error.message)).toBe("no");
  expect(runs).toBe(1);
});
