import { expect, test } from "bun:test";
import {
  ADDRESS_OF_OWNER,
  aDataDir,
  PASSWORD_OF_OWNER,
  serving,
  setupToken,
} from "../src/test/program.ts";

test("progress is told while the wizard becomes the product, to the end, however late one listens", async () => {
  const server = await serving(aDataDir());
  let cookie = "";
  const send = async (path: string, form: Record<string, string>): Promise<void> => {
    const answer = await fetch(server.url + path, {
      method: "POST",
      redirect: "manual",
      headers: { Cookie: cookie },
      body: new URLSearchParams(form),
    });
    expect(answer.status).toBe(303);
    cookie = answer.headers.get("Set-Cookie")?.split(";")[0] ?? cookie;
  };
  const listen = async (): Promise<string> => {
    const stream = await fetch(`${server.url}/install/progress`, { headers: { Cookie: cookie } });
    expect(stream.headers.get("Content-Type")).toContain("text/event-stream");
    expect(stream.headers.get("X-Accel-Buffering")).toBe("no");
    return stream.text();
  };
  await send("/install", { token: setupToken(server.dataDir) });
  await send("/install/database", { kind: "sqlite" });
  await send("/install/owner", {
    firstName: "Olive",
    lastName: "Owner",
    email: ADDRESS_OF_OWNER,
    password: PASSWORD_OF_OWNER,
    repeat: PASSWORD_OF_OWNER,
  });
  await send("/install/site", {
    siteName: "Example Store",
    appUrl: "https://crm.example.com",
    timezone: "Europe/Berlin",
    language: "en",
    purchaseCode: "",
  });

  const heard = [...(await Promise.all([listen(), listen()])), await listen()];
  await server.stop();

  for (const text of heard) {
    expect(text).toContain('href="/install/done"');
    expect(text).toEndWith("event: end\ndata: \n\n");
  }
}, 120_000);
