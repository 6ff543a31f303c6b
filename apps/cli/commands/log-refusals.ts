import { CliError, explainError } from "../cli-error.ts";
import { EXIT } from "../command.types.ts";

// What is wrong with the file that was named, rather than with what it says.
const ABOUT_THE_FILE: ReadonlySet<string> = new Set(["unreadable", "not-a-log", "too-large", "unknown-sample", "not-ended", "sealed", "exists", "write-failed", "in-use"]);

/** A log that cannot be used ends as wrong arguments do; damage is an answer, and it is no. */
export async function aboutLog<Result>(use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    const known = error instanceof Error && error.name === "LogError" ? explainError(error) : undefined;
    if (!known) throw error;
    throw new CliError(ABOUT_THE_FILE.has(known.code) ? EXIT.usage : EXIT.no, known.code, `${known.message}.`, { cause: error });
  }
}

export const logOperand = { name: "LOG", help: "a run's folder, or an .eval log" } as const;
