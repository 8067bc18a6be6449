import { expect } from "bun:test";
import type { Page } from "playwright-core";
import type { startFakeGraph } from "../fake-graph/fake-graph.ts";
import { shoot } from "./browser.ts";
import { META } from "./meta.ts";

type Graph = Awaited<ReturnType<typeof startFakeGraph>>;

/** Enters a Cloud API number in the browser and its address at Meta, as an owner would. */
export async function connectCloud(page: Page, graph: Graph, shots: string): Promise<void> {
  await page.getByRole("button", { name: "Add connection" }).first().click();
  await page.getByRole("button", { name: /WhatsApp Cloud API/ }).click();
  await page.getByLabel("Name", { exact: true }).fill("Support line");
  await page.getByLabel("Phone number ID").fill(META.phoneNumberId);
  await page.getByLabel("WhatsApp Business Account ID").fill(META.businessAccountId);
  await page.getByLabel("Access token").fill(META.accessToken);
  await page.getByLabel("App secret").fill(META.appSecret);
  await shoot(page, `${shots}-cloud-form`);
  await page.getByRole("button", { name: "Connect", exact: true }).click();

  const url = await page.getByLabel("Callback URL").inputValue();
  const token = await page.getByLabel("Verify token").inputValue();
  await shoot(page, `${shots}-cloud-webhook`);
  const { appSecret, phoneNumberId, businessAccountId } = META;
  const hook = { url, appSecret, phoneNumberId, accountId: businessAccountId };
  expect(await graph.subscribe(hook, "not the token")).toBe(false);
  expect(await graph.subscribe(hook, token)).toBe(true);
  await page.getByRole("button", { name: "Done" }).click();
  const card = page.getByRole("listitem").filter({ hasText: "Support line" });
  await card.getByText("Connected", { exact: true }).waitFor();
}
