import { source } from "axe-core";
import type { Page } from "playwright-core";
import { z } from "zod";
import { shoot } from "./browser.ts";

const Found = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/** axe runs from its source text: the page's policy allows no foreign script tag. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const found = Found.parse(
    await page.evaluate("axe.run(document).then(({ violations }) => violations)"),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}

/** What scrolls sideways though nothing on these pages should. */
const sideways = `[document.documentElement, ...document.querySelectorAll("main, main *")]
  .filter((el) => el.scrollWidth > el.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(el).overflowX) || el === document.documentElement && el.scrollWidth > innerWidth)
  .map((el) => el.scrollWidth - el.clientWidth + " px too wide: " + el.outerHTML.slice(0, 120))`;

/** Takes a picture of the page; tells what does not fit. */
export async function glance(page: Page, name: string): Promise<string[]> {
  await shoot(page, name);
  const wide = z.array(z.string()).parse(await page.evaluate(sideways));
  return wide.map((problem) => `${name}: ${problem}`);
}

/** Also what keeps people with assistive technology out. */
export async function look(page: Page, name: string): Promise<string[]> {
  const wide = await glance(page, name);
  return [...wide, ...(await violations(page)).map((problem) => `${name}: ${problem}`)];
}
