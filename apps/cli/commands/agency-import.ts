import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import type { Operations } from "#api-client";
import { scanner } from "#contracts/agency-workbench";
import { connect, serverOption } from "../api.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { explainFileError } from "../read-input.ts";

export const agencyImport: Command = {
  noun: "agency",
  verb: "import",
  summary: "Hand the server what a scanner found on your agency's assets",
  details: `The file is sent as it is read, so it may be very large. Each record stands or falls alone and is told by its line; yes means
that none was refused. The same file again adds nothing twice.`,
  operands: [{ name: "FILE", help: "the scanner's export, CSV or NDJSON" }],
  options: {
    scanner: { value: "NAME", required: true, help: `what wrote it: ${scanner.options.join(", ")}` },
    "scanned-on": { value: "DAY", help: "the day of the scan, such as 2026-12-07, for records that carry none (default: today)" },
    complete: { help: "the scan looked at every asset: what it does not name waits for your word that it is fixed" },
    ...serverOption,
  },
  examples: ["agency import export.csv --scanner nessus", "agency import found.ndjson --scanner ndjson --scanned-on 2026-12-07 --complete --json"],
  async run(given, talk) {
    const named = scanner.safeParse(given.requiredText("scanner"));
    if (!named.success) throw new UsageError(`--scanner ${given.requiredText("scanner")}: the scanners are ${scanner.options.join(", ")}.`);
    const scannedOn = given.text("scanned-on");
    const query = { scanner: named.data, ...(scannedOn === undefined ? {} : { scannedOn }), ...(given.isOn("complete") ? { complete: "yes" as const } : {}) };
    const receipt = await connect(given, talk).call("POST /agency/imports", { query, body: await openFile(given.operand(0)) });
    talk.answer(receipt, tellReceipt(receipt));
    return receipt.refused === 0 ? EXIT.done : EXIT.no;
  },
};

type ImportReceipt = Operations["POST /agency/imports"]["reply"];

/** Read while it is sent, and never held as a whole. */
async function openFile(path: string): Promise<Blob> {
  try {
    if (!(await stat(path)).isFile()) throw new CliError(EXIT.usage, "not-a-file", `${path}: not a regular file.`);
    return await openAsBlob(path);
  } catch (error) {
    throw explainFileError(path, error);
  }
}

const COUNTS = [
  ["added", "new"], ["seenAgain", "seen again"], ["reopened", "open again"], ["newAssets", "new assets"], ["withoutCve", "without a CVE id"], ["saidFixed", "said to be fixed"],
  ["proposedFixed", "not named any more: waiting for your word"], ["refused", "refused"],
] as const satisfies readonly (readonly [keyof ImportReceipt, string])[];

/** What became of the file: every count that is not nothing, what the server has to say, then each refused line. */
function tellReceipt(receipt: ImportReceipt): readonly string[] {
  return [
    `${receipt.records} records of ${receipt.scannedOn} (${receipt.scanner}) taken in.`,
    ...COUNTS.filter(([name]) => receipt[name] > 0).map(([name, words]) => `${receipt[name]} ${words}`),
    ...receipt.notes,
    ...receipt.told.map(({ line, reason }) => `line ${line}: ${reason}`),
  ];
}
