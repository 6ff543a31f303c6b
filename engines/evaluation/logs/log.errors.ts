import { boundText, escapeControls } from "../hostile-text.rules.ts";

const LONGEST_MESSAGE = 2_000;

export type LogErrorCode =
  /** There is no journal or log, or the system does not let it be read. */
  | "unreadable"
  /** Not a journal or log at all, or one of a form that is not known. */
  | "not-a-log"
  /** Something in it was changed, lost or moved. */
  | "corrupt"
  | "too-large"
  /** A part that is asked for was withheld when the log was redacted. */
  | "withheld"
  | "unknown-sample"
  /** What is asked is of a sample that has ended, and this one has not. */
  | "not-ended"
  /** An archive: nothing is added to it. */
  | "sealed"
  /** Another process is writing it. */
  | "in-use"
  | "exists"
  | "write-failed";

/** A journal or log that cannot be used. `where` names the file, and the line or entry in it. */
export class LogError extends Error {
  override readonly name = "LogError";
  readonly code: LogErrorCode;
  readonly where: string;

  constructor(code: LogErrorCode, where: string, advice: string, options?: ErrorOptions) {
    // Names of entries and what a log says of itself are a stranger's.
    super(boundText(escapeControls(`${where}: ${advice}`), LONGEST_MESSAGE), options);
    this.code = code;
    this.where = where;
  }
}
