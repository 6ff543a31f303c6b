import { parseArgs } from "node:util";

export interface StartArguments {
  readonly empty: boolean;
  readonly headless: boolean;
  readonly exitWhenDone: boolean;
  readonly json: string | undefined;
  readonly port: number | undefined;
}

/** Reads the arguments of `npm start`, which were checked where they were typed (scripts/start.mjs). */
export function readArguments(args: readonly string[]): StartArguments {
  const { values } = parseArgs({
    args: [...args],
    options: { empty: { type: "boolean" }, headless: { type: "boolean" }, "exit-when-done": { type: "boolean" }, json: { type: "string" }, port: { type: "string" } },
  });
  return {
    empty: values.empty ?? false,
    headless: values.headless ?? false,
    exitWhenDone: values["exit-when-done"] ?? false,
    json: values.json,
    port: values.port === undefined ? undefined : Number(values.port),
  };
}
