/** `npm run bench [-- inbound|outbound|lists|process|flows]`, `--json` for programs. Figures are of this machine; read the ratios. */
import { startPostgres } from "../scripts/postgres.ts";
import { flowsBench } from "./flows.ts";
import { inboundBench } from "./inbound.ts";
import { figures } from "./lib/figures.ts";
import { listsBench } from "./lists.ts";
import { outboundBench } from "./outbound.ts";
import { processBench } from "./process.ts";

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));
const only = process.argv.slice(2).find((arg) => !arg.startsWith("-"));
const wants = (name: string): boolean => only === undefined || only === name;

if (wants("process")) await processBench();
if (wants("inbound")) await inboundBench("SQLite", undefined);
if (wants("outbound")) await outboundBench("SQLite", undefined);
if (wants("lists")) await listsBench("SQLite", undefined);
if (wants("flows")) await flowsBench("SQLite", undefined);
if (!process.argv.includes("--sqlite")) {
  const postgres = await startPostgres({ durable: true });
  if (wants("inbound"))
    await inboundBench("Postgres", await postgres.createDatabase("bench_inbound"));
  if (wants("outbound"))
    await outboundBench("Postgres", await postgres.createDatabase("bench_outbound"));
  if (wants("flows")) await flowsBench("Postgres", await postgres.createDatabase("bench_flows"));
  await postgres.stop();
}
if (process.argv.includes("--json")) console.log(JSON.stringify(figures, null, 2));
