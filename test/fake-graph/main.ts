/** The fake Graph server as a process of its own: `bun test/fake-graph/main.ts --port 0 [--record counts] [--throughput HIGH]`. */
import { startFakeGraph } from "./fake-graph.ts";

const argument = (name: string): string | undefined => process.argv[process.argv.indexOf(name) + 1];
const graph = await startFakeGraph({
  port: process.argv.includes("--port") ? Number(argument("--port")) : 0,
  record: process.argv.includes("--record") && argument("--record") === "all" ? "all" : "counts",
  throughput: argument("--throughput") === "HIGH" ? "HIGH" : "STANDARD",
});
console.log(graph.origin);
