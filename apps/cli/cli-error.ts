import { ApiError, UnreachableError } from "#api-client";
import { EXIT, type ExitCode } from "./command.types.ts";

/** A command that cannot give its answer. The message is one line that says what to do. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  readonly code: string;

  constructor(exitCode: ExitCode, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CliError";
    this.exitCode = exitCode;
    this.code = code;
  }
}

/** Wrong arguments: a sentence, to which the way to the command's help is added. */
export class UsageError extends CliError {
  constructor(message: string) {
    super(EXIT.usage, "usage", message);
    this.name = "UsageError";
  }
}

/**
 * What an error means for the exit code; undefined for a bug. Each engine says its expected "no" with an error of its own,
 * whose `code` is one lower-case word of a closed union, unlike Node's own codes (`ENOENT`).
 */
export function explainError(error: unknown): { readonly exitCode: ExitCode; readonly code: string; readonly message: string } | undefined {
  if (error instanceof CliError) return error;
  if (error instanceof UnreachableError) return { exitCode: EXIT.unreachable, code: "unreachable", message: `${error.message}.` };
  if (error instanceof ApiError && error.code === "sign-in-needed") {
    return { exitCode: EXIT.refused, code: error.code, message: "Sign in first: set BREAKWATER_TOKEN to the token that `breakwater sign-in` prints." };
  }
  if (error instanceof ApiError) return { exitCode: EXIT.refused, code: error.code, message: nameField(error) };
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string" || !/^[a-z][a-z0-9-]*$/.test(error.code)) return undefined;
  return { exitCode: toExitCode(error.name, error.code), code: error.code, message: error.message };
}

/** Most refusals begin with their field's name already. */
function nameField({ field, message }: ApiError): string {
  return field === undefined || message.startsWith(`${field}:`) ? message : `${field}: ${message}`;
}

function toExitCode(name: string, code: string): ExitCode {
  if (name === "SandboxError" && code === "unavailable") return EXIT.setupMissing;
  if (name === "ModelError") return code === "bad-endpoint" ? EXIT.usage : EXIT.unreachable;
  return EXIT.no;
}

/** Puts the name of the file before what an engine says of its content. */
export async function aboutFile<Result>(file: string, read: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    const known = explainError(error);
    if (known === undefined || error instanceof CliError) throw error;
    throw new CliError(known.exitCode, known.code, `${file}: ${known.message}`, { cause: error });
  }
}
