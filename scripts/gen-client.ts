import { Glob } from "bun";
import { join } from "node:path";

/** Method and path of every route, so the browser needs neither zod nor server code to call it. */
interface Callable {
  method: string;
  path: string;
}

const root = join(import.meta.dir, "..");

const isCallable = (value: unknown): value is Callable =>
  typeof value === "object" && value !== null && "method" in value && "path" in value;

async function collectRoutes(): Promise<Map<string, [string, string]>> {
  const routes = new Map<string, [string, string]>();
  for (const file of [...new Glob("src/*/**/schema.ts").scanSync(root)].toSorted()) {
    const exported: Record<string, unknown> = await import(join(root, file));
    for (const [name, contract] of Object.entries(exported)) {
      if (!name.endsWith("Contract") || typeof contract !== "object" || !contract) continue;
      for (const [key, route] of Object.entries(contract))
        if (isCallable(route)) routes.set(key, [route.method, route.path]);
    }
  }
  return routes;
}

/** Signing in needs a few routes, the workspace most, and flows their own. */
const PARTS = [
  ["api-routes-flows", /^\/flow/],
  ["api-routes", /^\/(auth|tenant$|health)/],
  ["api-routes-app", /./],
] as const;

const partOf = (path: string): string | undefined =>
  PARTS.find(([, paths]) => paths.test(path))?.[0];

export async function generateClient(): Promise<void> {
  const routes = [...(await collectRoutes())];
  if (routes.length === 0) throw new Error("no route contract was found");
  for (const [part] of PARTS) {
    const lines = routes
      .filter(([, [, path]]) => partOf(path) === part)
      .map(([key, route]) => `  ${key}: ${JSON.stringify(route)},`);
    await Bun.write(
      join(root, `web/${part}.gen.ts`),
      `export const routes: Record<string, readonly [method: string, path: string]> = {\n${lines.join("\n")}\n};\n`,
    );
  }
}

if (import.meta.main) await generateClient();
