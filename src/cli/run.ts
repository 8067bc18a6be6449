import { loadConfig, UsageError } from "../config.ts";
import { VERSION } from "../version.ts";
import { type Arguments, HELP, readArguments } from "./arguments.ts";
import { migrated, requireDatabase, requireInstalled } from "./database.ts";
import { doctorCommand } from "./doctor.ts";
import { installCommand } from "./install-command.ts";
import { CommandFailed, EXIT, type Exit } from "./outcome.ts";
import { print } from "./print.ts";
import { serveCommand } from "./serve.ts";
import { userCommand } from "./user.ts";

/** One command to its end; the number is the exit code of the process. */
export async function run(argv: string[]): Promise<Exit> {
  try {
    const given = readArguments(argv);
    loadConfig(given.flags);
    return (await COMMANDS[given.command](given)) ?? EXIT.ok;
  } catch (error) {
    if (error instanceof CommandFailed) return complain(error.exit, error.message);
    if (error instanceof UsageError)
      return complain(EXIT.usage, `${error.message}\nSee: whatscrm --help`);
    console.error(error);
    return EXIT.failed;
  }
}

function complain(exit: Exit, message: string): Exit {
  console.error(`whatscrm: ${message}`);
  return exit;
}

const COMMANDS: Record<Arguments["command"], (given: Arguments) => Promise<Exit | void>> = {
  serve: serveCommand,
  install: installCommand,
  doctor: doctorCommand,
  user: userCommand,
  migrate: async ({ json }) => {
    requireInstalled();
    await requireDatabase();
    const applied = await migrated();
    print(
      json,
      { applied },
      applied.length === 0
        ? "The database is up to date."
        : `Applied: ${applied.join(", ")}. The database is up to date.`,
    );
  },
  version: async ({ json }) =>
    print(
      json,
      { version: VERSION, bun: Bun.version, platform: `${process.platform}-${process.arch}` },
      VERSION,
    ),
  help: async () => console.log(HELP),
};
