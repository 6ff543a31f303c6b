import { redactText } from "./log-redaction.rules.ts";
import type { Log } from "./log.ts";

/** A failure that nothing caught goes into the log, redacted as everything there, and ends the process. */
export function endWhenBroken(log: Log): void {
  const end = (label: string) => (error: unknown) => {
    log.error(label, { error });
    process.exit(1);
  };
  process.once("uncaughtException", end("the process ends because of a failure that nothing caught"));
  process.once("unhandledRejection", end("the process ends because of a failure that nothing waited for"));
}

/**
 * The end of a composition root: says on stdout (one JSON line) that it is there, and stops in order on SIGTERM, SIGINT
 * or when the process that started it goes away.
 */
export function runUntilStopped(announcement: Readonly<Record<string, unknown>>, stop: () => Promise<void>): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`stop failed: ${redactText(error instanceof Error ? error.message : String(error))}\n`);
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  // Started by a supervisor: its death closes our stdin, also when it was killed and could tell nobody.
  if (process.env["BREAKWATER_SUPERVISED"] === "1") {
    process.stdin.on("end", end);
    process.stdin.resume();
  }
  process.stdout.write(`${JSON.stringify(announcement)}\n`);
}
