import { openDatabase } from "../db/index.ts";
import { listenRealtime } from "./sockets.ts";

// Another node of the same installation: says where it listens, ends with its input.
await openDatabase();
const { url, stop } = await listenRealtime();
console.log(url);
await Bun.stdin.text();
await stop();
process.exit(0);
