import { config } from "../config.ts";

/** Decided when `db` is first imported; `main` therefore imports the app only after the wizard has chosen. */
export const isPg = /^postgres(ql)?:/.test(config().databaseUrl);
