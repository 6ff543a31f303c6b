import { EXIT_MEANINGS, type Command, type OptionSpec } from "./command.types.ts";
import { EVERYWHERE } from "./parse-arguments.ts";

const intro = `breakwater: the voluntary frontier-model framework, and the clearinghouse that turns findings into patches.
Independent software; not a government system.

Usage: breakwater <noun> <verb> [arguments] [--json]`;

const outro = `A file given as - is read from standard input.
breakwater <noun> --help lists its commands, breakwater <noun> <verb> --help explains one.`;

/** What `breakwater --help` says. */
export function describeAll(commands: readonly Command[]): string {
  return [intro, describeList(commands), describeExitCodes(), outro].join("\n\n") + "\n";
}

/** What `breakwater <noun> --help` says. */
export function describeNoun(noun: string, commands: readonly Command[]): string {
  const examples = commands.flatMap((command) => command.examples.slice(0, 1));
  return [`Usage: breakwater ${noun} <verb> [arguments] [--json]`, describeList(commands), describeExamples(examples)].join("\n\n") + "\n";
}

/** What `breakwater <noun> <verb> --help` says. */
export function describeCommand(command: Command): string {
  const options = Object.entries<OptionSpec>({ ...command.options, ...EVERYWHERE });
  const parts = [
    `${command.summary}\n\nUsage: ${usageOf(command)}`,
    command.details,
    command.operands.length > 0 ? table(command.operands.map(({ name, help }) => [name, help])) : undefined,
    table(options.map(([name, { value, help }]) => [`--${name}${value === undefined ? "" : ` ${value}`}`, help])),
    describeExamples(command.examples),
    describeExitCodes(),
  ];
  return parts.filter((part) => part !== undefined).join("\n\n") + "\n";
}

/** The usage line: what must be given, and what may be. */
export function usageOf(command: Command): string {
  const operands = command.operands.map(({ name, many, optional }) => {
    const shown = many ? `${name}…` : name;
    return optional ? `[${shown}]` : shown;
  });
  const options = Object.entries(command.options).map(([name, { value, required, many }]) => {
    const shown = `--${name}${value === undefined ? "" : ` ${value}`}`;
    return `${required ? shown : `[${shown}]`}${many ? "…" : ""}`;
  });
  return ["breakwater", nameOf(command), ...operands, ...options, "[--json]"].join(" ");
}

export function nameOf({ noun, verb }: Command): string {
  return verb === undefined ? noun : `${noun} ${verb}`;
}

function describeList(commands: readonly Command[]): string {
  return table(commands.map((command) => [nameOf(command), command.summary]));
}

function describeExamples(examples: readonly string[]): string {
  return ["Examples:", ...examples.map((example) => `  breakwater ${example}`)].join("\n");
}

function describeExitCodes(): string {
  return ["Exit codes:", table(Object.entries(EXIT_MEANINGS).map(([code, meaning]) => [code, meaning]))].join("\n");
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}
