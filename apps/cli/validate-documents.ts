import { EXIT, type Command, type ExitCode, type Given, type Talk } from "./command.types.ts";
import { explainError } from "./cli-error.ts";
import { readJson } from "./read-input.ts";

interface Finding {
  readonly test: string;
  readonly path: string;
  readonly message: string;
}

interface Validation {
  readonly valid: boolean;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly infos: readonly Finding[];
}

/** What the three validate commands share: the operands, and one answer per file. */
export const validateShape = {
  verb: "validate",
  operands: [{ name: "FILE", help: "a JSON document, or - for standard input", many: true }],
  options: {},
} as const satisfies Partial<Command>;

/** Answers once per file and goes on after a file that cannot be read, so that one bad file hides no other. */
export async function validateDocuments(given: Given, talk: Talk, validate: (document: unknown) => Validation | Promise<Validation>): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  for (const file of given.operands) {
    const { validation, exitCode: own } = await validateFile(file, talk, validate);
    talk.answer({ file, ...validation }, describe(file, validation));
    exitCode = Math.max(exitCode, own) as ExitCode;
  }
  return exitCode;
}

async function validateFile(file: string, talk: Talk, validate: (document: unknown) => Validation | Promise<Validation>): Promise<{ validation: Validation; exitCode: ExitCode }> {
  try {
    const validation = await validate(await readJson(file, talk));
    return { validation, exitCode: validation.valid ? EXIT.done : EXIT.no };
  } catch (error) {
    const known = explainError(error);
    if (known === undefined) throw error;
    return { validation: { valid: false, errors: [{ test: known.code, path: "", message: known.message }], warnings: [], infos: [] }, exitCode: known.exitCode };
  }
}

function describe(file: string, { valid, errors, warnings, infos }: Validation): string[] {
  const list = (kind: string, findings: readonly Finding[]): string[] => findings.map(({ test, path, message }) => `  ${kind} ${test} ${path || "/"}: ${message}`);
  return [`${file}: ${valid ? "valid" : "not valid"}`, ...list("error", errors), ...list("warning", warnings), ...list("info", infos)];
}
