/** A line of the operational log: a fixed phrase as the label; anything variable goes into fields and is bounded. */
export interface Log {
  info(label: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(label: string, fields?: Readonly<Record<string, unknown>>): void;
  error(label: string, fields?: Readonly<Record<string, unknown>>): void;
}

const FIELD_LIMIT = 400;
const SECRET_FIELD = /secret|token|password|credential|cookie|authorization|apikey|key$/i;

/**
 * A log that writes one JSON line each to `write`. Fields whose name sounds like a secret are withheld, texts are
 * bounded, and control characters cannot reach a terminal because JSON escapes them.
 */
export function createLog(write: (line: string) => void, clock: () => Date): Log {
  const emit = (level: string) => (label: string, fields: Readonly<Record<string, unknown>> = {}) => {
    write(`${JSON.stringify({ at: clock().toISOString(), level, label, ...redact(fields) })}\n`);
  };
  return { info: emit("info"), warn: emit("warn"), error: emit("error") };
}

function redact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (SECRET_FIELD.test(name)) safe[name] = "[withheld]";
    else if (value instanceof Error) safe[name] = `${value.name}: ${value.message}`.slice(0, FIELD_LIMIT);
    else if (typeof value === "string") safe[name] = value.slice(0, FIELD_LIMIT);
    else if (typeof value === "number" || typeof value === "boolean" || value === null) safe[name] = value;
    else safe[name] = JSON.stringify(value)?.slice(0, FIELD_LIMIT) ?? null;
  }
  return safe;
}
