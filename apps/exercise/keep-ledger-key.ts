import type { Exercise } from "./exercise.types.ts";

/** The ledger's keys of every kind, one a line: whoever trusts the file is shown nothing that only one of them has signed. */
export async function keepLedgerKey(exercise: Exercise): Promise<string> {
  const { verifierKey, furtherKeys } = await exercise.nobody.call("GET /ledger/checkpoint");
  return exercise.keep("ledger.key", `${[verifierKey, ...furtherKeys].join("\n")}\n`);
}
