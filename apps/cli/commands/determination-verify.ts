import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { EXIT, type Command, type Talk } from "../command.types.ts";
import { readJson } from "../read-input.ts";
import { keyOption, readTrustedKeys } from "../read-keys.ts";
import { readExportedLedger } from "../read-ledger.ts";

const MOST_BUNDLE_BYTES = 4 * 1024 * 1024;
const MOST_LEDGER_BYTES = 512 * 1024 * 1024;

const receipts = z.looseObject({ standardReceipt: z.unknown(), resultsReceipt: z.unknown() });

/** The user's own, by the rules of freedesktop.org. */
const cacheFolder = (env: NodeJS.ProcessEnv): string => join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "breakwater", "decision-proof");

export const determinationVerify: Command = {
  noun: "determination",
  verb: "verify",
  summary: "Check offline what a determination was based on, who signed it, in which order, and that the fixed rule was applied",
  details: "Yes needs a key you had from the ledger's publisher. The zero-knowledge proof takes a few seconds, and the package o1js. The answer also says what such checks cannot show.",
  operands: [{ name: "FILE", help: "a determination bundle, or - for standard input" }],
  options: { ...keyOption, ledger: { value: "FILE", help: "an exported ledger: also that one standard was active at a time, and none was chosen after the results" } },
  examples: ["determination verify determination.json --key @ledger.key", "determination verify determination.json --key @ledger.key --ledger ledger.json --json"],
  async run(given, talk) {
    const { verifyDetermination } = await import("#engines/decision-proof");
    const file = given.operand(0);
    const trustedVerifierKeys = await readTrustedKeys(given, talk);
    const bundle = await readJson(file, talk, MOST_BUNDLE_BYTES);
    const { decisionProof: _asItStands, ...verdict } = await verifyDetermination(bundle, { cacheFolder: cacheFolder(talk.surroundings.env), trustedVerifierKeys });
    const ledger = given.text("ledger");
    const checks = [...verdict.checks, ...(ledger === undefined ? [] : [await checkLedger(ledger, { bundle, trustedVerifierKeys }, talk)])];
    const ok = checks.every((check) => check.ok);
    talk.answer({ file, ...verdict, ok, checks }, [
      `${file}: ${ok ? "verified" : "not verified"}`,
      ...checks.map((check) => `  ${check.ok ? "yes" : "NO "}  ${check.name}: ${check.sentence}`),
      verdict.limits,
    ]);
    return ok ? EXIT.done : EXIT.no;
  },
};

/** Whether a whole ledger that holds this bundle's receipts shows one standard at a time. */
async function checkLedger(source: string, { bundle, trustedVerifierKeys }: { readonly bundle: unknown; readonly trustedVerifierKeys: readonly string[] }, talk: Talk) {
  const { canonicalJson, findStandardConflicts, parseLedgerEntry, verifyEntries } = await import("#engines/ledger");
  const say = (ok: boolean, sentence: string) => ({ name: "one-standard", ok, sentence });
  const exported = readExportedLedger(source, await readJson(source, talk, MOST_LEDGER_BYTES));
  const held = receipts.safeParse(bundle);
  if (!held.success) return say(false, "The bundle holds no receipts that the ledger could be compared with.");
  const { standardReceipt, resultsReceipt } = held.data;
  const whole = await verifyEntries({ entries: exported.entries.map((entry) => canonicalJson(entry)), checkpoints: [exported.checkpoint], trustedVerifierKeys, receipts: [standardReceipt, resultsReceipt] });
  if (!whole.ok) return say(false, `The ledger does not verify with this bundle's receipts: ${whole.findings[0]?.message ?? "unreadable"}.`);
  const [conflict] = findStandardConflicts(exported.entries.map((entry) => parseLedgerEntry(entry)));
  return say(conflict === undefined, conflict?.message ?? `Of the ledger's ${whole.size} entries none shows a second standard that was active at the same time, nor one chosen after the results.`);
}
