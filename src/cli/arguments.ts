import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { type ConfigFlags, UsageError } from "../config.ts";

export const HELP = `whatscrm [command] [options]

  serve                         run the server (also without a command)
  install                       install without a browser:
      --url URL --site-name NAME --timezone ZONE
      --database sqlite|postgres://user:password@host:5432/name
      --admin-email ADDRESS --admin-password-file FILE
      [--language CODE] [--purchase-code CODE]
  migrate                       bring the database to this release
  doctor                        check the installation and say what to do
  user reset-password ADDRESS   print a link that sets a new password
  version                       print the version

Options of every command:
  --data DIR    the directory that holds everything (WHATSCRM_DATA, ./data)
  --port PORT   (PORT, 3000)
  --host HOST   (HOST, 0.0.0.0)
  --json        answer for programs
  --help

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not installed,
4 database unreachable or newer than this program.
`;

const COMMON = {
  data: { type: "string" },
  port: { type: "string" },
  host: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsOptionsConfig;

const INSTALL = {
  url: { type: "string" },
  "site-name": { type: "string" },
  timezone: { type: "string" },
  database: { type: "string" },
  "admin-email": { type: "string" },
  "admin-password-file": { type: "string" },
  language: { type: "string" },
  "purchase-code": { type: "string" },
  demo: { type: "boolean" },
} as const satisfies ParseArgsOptionsConfig;

export type CommandName = "serve" | "install" | "migrate" | "doctor" | "user" | "version" | "help";
const NAMES: readonly CommandName[] = [
  "serve",
  "install",
  "migrate",
  "doctor",
  "user",
  "version",
  "help",
];

export interface Arguments {
  command: CommandName;
  /** What follows the command. */
  words: string[];
  json: boolean;
  flags: ConfigFlags;
  install: { [K in keyof typeof INSTALL]?: string | boolean | undefined };
}

/** Only `install` knows its own options; for the others they are mistakes. */
export function readArguments(argv: string[]): Arguments {
  const command = argv.includes("--help") || argv.includes("-h") ? "help" : named(argv);
  const parsed = parse(argv, command === "install" || command === "help");
  const { data, port, host, json = false, help: _, ...install } = parsed.values;
  const words = parsed.positionals.slice(1);
  if (words.length > 0 && command !== "user" && command !== "help")
    throw new UsageError(`${command} takes no ${words[0]}`);
  return {
    command,
    words,
    json,
    install,
    flags: {
      ...(data === undefined ? {} : { data }),
      ...(port === undefined ? {} : { port }),
      ...(host === undefined ? {} : { host }),
    },
  };
}

function named(argv: string[]): CommandName {
  // Lenient: only to find the command among options that take a value.
  const { positionals } = parseArgs({
    args: argv,
    options: { ...COMMON, ...INSTALL },
    allowPositionals: true,
    strict: false,
  });
  const [word = "serve"] = positionals;
  const name = NAMES.find((known) => known === word);
  if (!name) throw new UsageError(`there is no command ${word}`);
  return name;
}

function parse(args: string[], withInstall: boolean) {
  try {
    const options = withInstall ? { ...COMMON, ...INSTALL } : { ...COMMON, ...NO_INSTALL };
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
const NO_INSTALL: Partial<typeof INSTALL> = {};
