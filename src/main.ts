import { config, loadConfig } from "./config.ts";

loadConfig({});
// The app is imported only now: the database's dialect is fixed when it is first loaded.
const { startServer } = await import("./serve.ts");
const server = await startServer();
console.log(`WhatsCRM listens on http://${config().host}:${server.port}`);

let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) process.exit(1);
  stopping = true;
  await server.stop();
  process.exit(0);
};
process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());
