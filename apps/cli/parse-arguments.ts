import { parseArgs } from "node:util";
import { UsageError } from "./cli-error.ts";
import type { Command, Given, OptionSpec } from "./command.types.ts";

/** Options that every command takes. */
export const EVERYWHERE = {
  json: { help: "print one JSON document per answer instead of text" },
  help: { help: "explain this command" },
} as const;

/** Fits the arguments to the command, or throws a UsageError that names what does not fit. */
export function parseArguments(command: Command, args: readonly string[]): Given {
  const { values, positionals } = parse(command, args);
  requireOperands(command, positionals);
  for (const [name, { required, value = "" }] of Object.entries(command.options)) {
    if (required && values[name] === undefined) throw new UsageError(`--${name} ${value} is missing.`);
  }
  const text = (option: string): string | undefined => {
    const given = values[option];
    return typeof given === "string" ? given : undefined;
  };
  return {
    operands: positionals,
    operand: (place) => positionals[place] ?? "",
    text,
    requiredText: (option) => text(option) ?? "",
    texts: (option) => [values[option] ?? []].flat().filter((given) => typeof given === "string"),
    isOn: (option) => values[option] === true,
    wholeNumber: (option, { least, most, otherwise }) => {
      const given = text(option);
      if (given === undefined) return otherwise;
      const number = Number(given);
      if (!/^\d{1,15}$/.test(given) || number < least || number > most) throw new UsageError(`--${option} ${given}: give a whole number from ${least} to ${most}.`);
      return number;
    },
  };
}

function parse(command: Command, args: readonly string[]) {
  const specs: Readonly<Record<string, OptionSpec>> = { ...EVERYWHERE, ...command.options };
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { value, many = false }]) => [name, { type: value === undefined ? ("boolean" as const) : ("string" as const), multiple: many }]),
  );
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    // parseArgs throws a TypeError whose first sentence names the argument; the rest is advice about its own syntax.
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${error.message.split(/\. |\n/)[0]?.replace(/\.$/, "")}.`);
  }
}

function requireOperands(command: Command, positionals: readonly string[]): void {
  const missing = command.operands[positionals.length];
  if (missing && missing.optional !== true) throw new UsageError(`${missing.name} is missing: ${missing.help}.`);
  const isOpenEnded = command.operands.at(-1)?.many === true;
  const surplus = positionals[command.operands.length];
  if (surplus !== undefined && !isOpenEnded) throw new UsageError(`"${surplus}" is one argument too many.`);
}
