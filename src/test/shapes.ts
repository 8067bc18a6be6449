import { features } from "../features.ts";
import type { Route } from "../lib/contract.ts";

const routes: Route[] = features.flatMap(({ api }) =>
  (api ?? []).flatMap(({ contract }) => Object.values(contract)),
);
/** `/contacts/counts` before `/contacts/:id`: as mounted, the first that fits answers. */
const patterns = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(/:\w+/g, "[^/]+")}$`),
}));

/** Throws when a successful answer is not exactly what its route promises: nothing less, and nothing more. */
export function requireShape(method: string, path: string, body: unknown): void {
  const [plain = ""] = path.split("?");
  const found = patterns.find(
    ({ route, pattern }) => route.method === method && pattern.test(plain),
  );
  if (!found || typeof body !== "object" || body === null || !("data" in body)) return;
  const { route } = found;
  const list = route.list !== undefined && Array.isArray(body.data) ? body.data : [body.data];
  for (const one of list) {
    const parsed = route.out.safeParse(one);
    if (!parsed.success)
      throw new Error(`${method} ${path} breaks its promise: ${parsed.error.message}`);
    if (!Bun.deepEquals(parsed.data, one))
      throw new Error(
        `${method} ${path} says more than it promises: ${JSON.stringify(one).slice(0, 2000)}`,
      );
  }
}
