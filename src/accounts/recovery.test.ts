import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { eq } from "drizzle-orm";
import { db } from "../db/index.ts";
import { startJobs } from "../jobs/runtime.ts";
import { harness, PASSWORD } from "../test/harness.ts";
import { resetPasswordByConsole } from "./recovery.ts";
import { mailOutbox } from "./tables.ts";

// Each password costs 50 ms of a core.
setDefaultTimeout(30_000);

let h: Awaited<ReturnType<typeof harness>>;
let stopJobs: () => Promise<void>;
beforeAll(async () => {
  h = await harness();
  stopJobs = await startJobs();
});
afterAll(() => stopJobs());

const nobody = () => h.as("nobody");
const mailsTo = (recipient: string) =>
  db().select().from(mailOutbox).where(eq(mailOutbox.recipient, recipient));

async function mailedToken(recipient: string): Promise<string> {
  for (let i = 0; i < 600; i++) {
    const [mail] = await mailsTo(recipient);
    const token = /token=([\w-]+)/.exec(mail?.body ?? "")?.[1];
    if (token !== undefined) return token;
    await Bun.sleep(50);
  }
  throw new Error("no mail came");
}

describe("a forgotten password", () => {
  test("is set anew with the mailed link, once, and every session ends", async () => {
    const { owner, tokenOf } = await h.aTenant();
    const token = await tokenOf("user");
    await nobody().post("/auth/forgot-password", { email: owner.email });
    const link = await mailedToken(owner.email);

    const reset = await nobody().post("/auth/reset-password", {
      token: link,
      password: "a brand new one",
    });
    const again = await nobody().post("/auth/reset-password", {
      token: link,
      password: "and yet another",
    });

    expect([reset.status, again.status, again.body.error.code]).toEqual([
      200,
      422,
      "INVALID_RESET_TOKEN",
    ]);
    expect((await h.withToken(token).get("/auth/me")).status).toBe(401);
    const old = await nobody().post("/auth/login", { email: owner.email, password: PASSWORD });
    const fresh = await nobody().post("/auth/login", {
      email: owner.email,
      password: "a brand new one",
    });
    expect([old.status, fresh.status]).toEqual([401, 200]);
  });

  test("answers the same for an unknown address and mails nothing", async () => {
    const { owner } = await h.aTenant();
    const stranger = `nobody-${crypto.randomUUID()}@example.com`;

    const unknown = await nobody().post("/auth/forgot-password", { email: stranger });
    const known = await nobody().post("/auth/forgot-password", { email: owner.email });
    await mailedToken(owner.email);

    expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
    expect(await mailsTo(stranger)).toBeEmpty();
  });

  test("cannot be asked for without end", async () => {
    const { owner } = await h.aTenant();

    const answers = [];
    for (let i = 0; i < 6; i++)
      answers.push(await nobody().post("/auth/forgot-password", { email: owner.email }));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

describe("the console", () => {
  test("hands out a link for an address, and none for an unknown one", async () => {
    const { owner } = await h.aTenant();

    const link = await resetPasswordByConsole(` ${owner.email.toUpperCase()} `);
    const token = new URL(link ?? "").searchParams.get("token");
    const reset = await nobody().post("/auth/reset-password", {
      token,
      password: "from the console",
    });

    expect(reset.status).toBe(200);
    expect(await resetPasswordByConsole("nobody@example.com")).toBeUndefined();
  });
});
