// An installation's files belong to the supervisor, so the work is done by a program of its own; here it is only started.
import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { z } from "zod";
import { CliError } from "./cli-error.ts";
import { EXIT, type Command, type Talk } from "./command.types.ts";

const PROGRAM = join(import.meta.dirname, "..", "supervisor", "backup-main.ts");

const done = z.object({ ok: z.literal(true), home: z.string(), file: z.string().optional(), bytes: z.number().optional(), sha256: z.string().optional(), sides: z.array(z.string()).optional() });
const outcome = z.discriminatedUnion("ok", [done, z.object({ ok: z.literal(false), message: z.string() })]);
type Done = z.infer<typeof done>;

interface BackupCommand extends Pick<Command, "verb" | "summary" | "details" | "examples"> {
  readonly act: "backup" | "restore";
  readonly help: string;
  tell(outcome: Done): string;
}

/** The command that starts the supervisor's backup program and relays what it says. */
export function backupCommand({ act, help, tell, ...rest }: BackupCommand): Command {
  return {
    ...rest,
    noun: "backup",
    operands: [{ name: "FILE", help }],
    options: { home: { value: "DIR", help: "the folder of the installation (default: BREAKWATER_HOME, or where npm start keeps it)" } },
    async run(given, talk) {
      const home = given.text("home");
      const answer = await runProgram([act, resolve(given.operand(0)), ...(home === undefined ? [] : [resolve(home)])], talk);
      if (!answer.ok) throw new CliError(EXIT.no, "not-possible", `${answer.message}.`);
      const { ok: _ok, ...summary } = answer;
      talk.answer(summary, tell(answer));
      return EXIT.done;
    },
  };
}

/** Always ends with one JSON document on standard output; anything else is a bug of ours. */
function runProgram(args: readonly string[], { surroundings: { env, signal } }: Talk): Promise<z.infer<typeof outcome>> {
  return new Promise((fulfil, reject) => {
    execFile(process.execPath, [PROGRAM, ...args], { env: { ...env }, signal }, (error, stdout, stderr) => {
      if (stdout === "") reject(new Error(`The backup program ended without an answer: ${stderr.trim() || (error?.message ?? "it said nothing")}`, { cause: error }));
      else fulfil(outcome.parse(JSON.parse(stdout)));
    });
  });
}
