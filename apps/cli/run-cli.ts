import manifest from "../../package.json" with { type: "json" };
import { UsageError, explainError } from "./cli-error.ts";
import { EXIT, type Command, type ExitCode, type Surroundings, type Talk } from "./command.types.ts";
import { commands } from "./commands.ts";
import { parseArguments } from "./parse-arguments.ts";
import { toShownJson, toShownText } from "./show-text.rules.ts";
import { describeAll, describeCommand, describeNoun, nameOf } from "./write-help.ts";

/** Runs one command line and says how it ended. Never throws: what a person can mend is one line on stderr. */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const asJson = args.includes("--json");
  let helpName: string | undefined;
  try {
    const choice = chooseCommand(args);
    if (typeof choice === "string") {
      surroundings.stdout(choice);
      return EXIT.done;
    }
    const { command, rest } = choice;
    helpName = nameOf(command);
    const given = parseArguments(command, rest);
    return await command.run(given, makeTalk(surroundings, asJson));
  } catch (error) {
    return reportError(error, { surroundings, asJson, helpName });
  }
}

/** The command and its arguments, or the help that was asked for. */
function chooseCommand(args: readonly string[]): string | { readonly command: Command; readonly rest: readonly string[] } {
  const wantsHelp = args.includes("--help");
  const [noun, verb] = args.filter((arg) => !arg.startsWith("--"));
  if (noun === undefined) {
    if (args.length === 1 && args[0] === "--version") return `breakwater ${manifest.version}\n`;
    if (wantsHelp || args.length === 0) return describeAll(commands);
    throw new UsageError(`${args[0] ?? ""} needs a command before it.`);
  }
  const ofNoun = commands.filter((command) => command.noun === noun);
  if (ofNoun.length === 0) throw new UsageError(`There is no "${noun}". The nouns are: ${listOnce(commands.map((command) => command.noun))}.`);

  // A noun that stands alone may have verbs, too; an operand of the same name is then given as a path.
  const command = ofNoun.find((one) => one.verb !== undefined && one.verb === verb) ?? ofNoun.find((one) => one.verb === undefined);
  if (command) {
    if (wantsHelp) return describeCommand(command);
    return { command, rest: withoutFirst(args, command.verb === undefined ? [noun] : [noun, command.verb]) };
  }
  if (verb === undefined && wantsHelp) return describeNoun(noun, ofNoun);
  const verbs = listOnce(ofNoun.map((one) => one.verb ?? ""));
  throw new UsageError(verb === undefined ? `"${noun}" needs a verb: ${verbs}.` : `"${noun}" has no verb "${verb}". It has: ${verbs}.`);
}

function withoutFirst(args: readonly string[], words: readonly string[]): readonly string[] {
  const rest = [...args];
  for (const word of words) rest.splice(rest.indexOf(word), 1);
  return rest;
}

function makeTalk(surroundings: Surroundings, asJson: boolean): Talk {
  return {
    surroundings,
    answer(document, lines) {
      surroundings.stdout(`${asJson ? toShownJson(document) : toShownText([lines].flat().join("\n"))}\n`);
    },
    progress(line) {
      if (!asJson) surroundings.stderr(`${toShownText(line)}\n`);
    },
  };
}

function reportError(error: unknown, { surroundings, asJson, helpName }: { surroundings: Surroundings; asJson: boolean; helpName: string | undefined }): ExitCode {
  const known = explainError(error);
  if (known === undefined) {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    surroundings.stderr(`breakwater: this is a bug; please report it with these lines.\n${toShownText(trace)}\n`);
    return EXIT.bug;
  }
  const way = error instanceof UsageError ? ` See breakwater ${helpName === undefined ? "" : `${helpName} `}--help` : "";
  const { code, exitCode } = known;
  const message = known.message.replaceAll(/\s*\n\s*/g, " ");
  if (asJson) surroundings.stdout(`${toShownJson({ error: { code, message } })}\n`);
  surroundings.stderr(`breakwater: ${toShownText(message)}${way}\n`);
  return exitCode;
}

function listOnce(words: readonly string[]): string {
  return [...new Set(words)].join(", ");
}
