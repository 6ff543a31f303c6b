import { ApiError, UnreachableError } from "../api.ts";
import { t } from "../messages.ts";

/** Only what the server chose to say is shown; a failure of our own code is not explained to a reader by its stack. */
export function problemInWords(error: unknown): string {
  if (error instanceof UnreachableError) return t("shell.error.unreachable");
  return error instanceof ApiError ? error.message : t("shell.error.unexpected");
}

/**
 * What went wrong with one field, if the server's refusal names it. The server's words begin with the field's name on
 * the wire; beside the field its label stands there instead.
 */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError) || error.field !== field) return undefined;
  const prefix = `${field}: `;
  return error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message;
}
