import { redactField, redactText } from "./log-redaction.rules.ts";

/** A line of the operational log: a fixed phrase as the label; anything variable goes into fields, bounded and redacted. */
export interface Log {
  info(label: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(label: string, fields?: Readonly<Record<string, unknown>>): void;
  error(label: string, fields?: Readonly<Record<string, unknown>>): void;
}

/**
 * A log that writes one JSON line each to `write`. What looks like a secret or somebody's address is withheld
 * (log-redaction.rules.ts), and control characters cannot reach a terminal because JSON escapes them.
 */
export function createLog(write: (line: string) => void, clock: () => Date): Log {
  const emit = (level: string) => (label: string, fields: Readonly<Record<string, unknown>> = {}) => {
    const safe = Object.entries(fields).map(([name, value]) => [redactText(name), redactField(name, value)]);
    write(`${JSON.stringify({ ...Object.fromEntries(safe), at: clock().toISOString(), level, label })}\n`);
  };
  return { info: emit("info"), warn: emit("warn"), error: emit("error") };
}
