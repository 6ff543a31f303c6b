import { z } from "zod";
import type { CheckedSignature } from "#engines/ledger";
import { connect, serverOption } from "../api.ts";
import { EXIT, type Command, type ExitCode, type Given, type Talk } from "../command.types.ts";
import { parseJson, readInput, readJson } from "../read-input.ts";
import { keyOption, readKeys, readTrustedKeys } from "../read-keys.ts";
import { readExportedLedger, type ExportedLedger } from "../read-ledger.ts";

const MOST_EXPORT_BYTES = 512 * 1024 * 1024;
const MOST_CHECKPOINT_BYTES = 128 * 1024;

const receiptSchema = z.looseObject({ schema: z.string().startsWith("breakwater-receipt/"), verifierKey: z.string() });

export const ledgerVerify: Command = {
  noun: "ledger",
  verb: "verify",
  summary: "Check a whole ledger: nothing altered, deleted, inserted, reordered or cut off",
  details: `Without FILE the server is asked for its ledger; the check itself is made here. FILE may also be a receipt alone.
Yes needs a key you had from the ledger's publisher, since anybody can make a ledger that agrees with itself.
Whoever names keys of two kinds, Ed25519 and ML-DSA-65, gets a yes only where both have signed.
Receipts and checkpoints that you kept make it impossible to have rewritten what they are about.`,
  operands: [{ name: "FILE", help: "an exported ledger or a receipt, or - for standard input", optional: true }],
  options: {
    ...keyOption,
    witness: { value: "KEY", many: true, help: "a witness's key; without its cosignature the answer is no; @FILE reads it from a file" },
    receipt: { value: "FILE", many: true, help: "a receipt that you kept" },
    checkpoint: { value: "FILE", many: true, help: "a signed checkpoint that you kept" },
    ...serverOption,
  },
  examples: ["ledger verify ledger.json --key @ledger.key", "ledger verify receipt.json --key @ledger.key --witness @witness.key", "ledger verify --server https://host --key @ledger.key --receipt receipt.json --json"],
  async run(given, talk) {
    const { source, document } = await readDocument(given, talk);
    const trusted = await readTrustedKeys(given, talk);
    const witnesses = await readKeys(given.texts("witness"), talk);
    const receipt = receiptSchema.safeParse(document);
    const check = { source, trusted, witnesses };
    return receipt.success ? verifyOneReceipt(receipt.data, check, talk) : verifyWhole(readExportedLedger(source, document), check, given, talk);
  },
};

interface Check {
  readonly source: string;
  readonly trusted: readonly string[];
  readonly witnesses: readonly string[];
}

async function verifyWhole(exported: ExportedLedger, { source, trusted, witnesses }: Check, given: Given, talk: Talk): Promise<ExitCode> {
  const { canonicalJson, signatureInWords, verifyEntries } = await import("#engines/ledger");
  const verdict = await verifyEntries({
    entries: exported.entries.map((entry) => canonicalJson(entry)),
    checkpoints: [exported.checkpoint, ...(exported.witnessed === undefined ? [] : [exported.witnessed]), ...(await readCheckpoints(given, talk))],
    trustedVerifierKeys: trusted.length > 0 ? trusted : [exported.verifierKey],
    witnesses,
    receipts: await Promise.all(given.texts("receipt").map((path) => readJson(path, talk))),
  });
  if (!verdict.ok) {
    talk.answer({ source, ...verdict }, [`${source}: not verified`, ...verdict.findings.map(({ code, message }) => `  ${code}: ${message}`)]);
    return EXIT.no;
  }
  const told = `${verdict.size} entries of ${verdict.origin}, as signed; root ${verdict.root}${verdict.unsigned > 0 ? `; ${verdict.unsigned} newer entries are not signed yet` : ""}`;
  if (trusted.length === 0) return withoutKey(talk, { source, verdict, told, verifierKey: exported.verifierKey });
  talk.answer({ source, ...verdict }, [`${source}: verified: ${told}`, ...verdict.signatures.map((signature) => `  checked: ${signatureInWords(signature)}, over ${signature.size} entries`)]);
  return EXIT.done;
}

async function verifyOneReceipt(receipt: z.infer<typeof receiptSchema>, { source, trusted, witnesses }: Check, talk: Talk): Promise<ExitCode> {
  const { signatureInWords, verifyReceipt } = await import("#engines/ledger");
  const verdict = verifyReceipt(receipt, trusted.length > 0 ? trusted : [receipt.verifierKey], { witnesses });
  if (!verdict.ok) {
    talk.answer({ source, ...verdict }, [`${source}: not verified`, `  ${verdict.code}: ${verdict.message}`]);
    return EXIT.no;
  }
  const { entry, leafIndex, checkpoint, claimed } = verdict;
  const shown = { ok: true, entry, leafIndex, origin: checkpoint.origin, size: checkpoint.size, signatures: checkpoint.signatures, claimed, unchecked: checkpoint.unchecked };
  const told = `${entry.kind} about ${entry.subject} at ${entry.at} is entry ${leafIndex} of ${checkpoint.origin}, which then had ${checkpoint.size}`;
  if (trusted.length === 0) return withoutKey(talk, { source, verdict: shown, told, verifierKey: receipt.verifierKey });
  const named = (signatures: readonly CheckedSignature[]) => new Set(signatures.map(({ verifierKey }) => verifierKey));
  const others = checkpoint.unchecked.filter(({ name, keyId }) => ![...named(claimed)].some((key) => key.startsWith(`${name}+${keyId}+`)));
  talk.answer({ source, ...shown }, [
    `${source}: verified: ${told}`,
    ...checkpoint.signatures.map((signature) => `  checked: ${signatureInWords(signature)}`),
    ...claimed.map((signature) => `  fits, by a key that the receipt names and you do not: ${signatureInWords(signature)}`),
    ...others.map(({ name, keyId }) => `  not checked: a signature of ${name} by a key ${keyId} that you do not name`),
  ]);
  return EXIT.done;
}

function withoutKey(talk: Talk, { source, verdict, told, verifierKey }: { readonly source: string; readonly verdict: object; readonly told: string; readonly verifierKey: string }): ExitCode {
  talk.answer({ source, ...verdict, ok: false, reason: "no-trusted-key", verifierKey }, `${source}: agrees with itself (${told}), but whose ledger it is cannot be said without --key. It names this one: ${verifierKey}`);
  return EXIT.no;
}

async function readDocument(given: Given, talk: Talk): Promise<{ readonly source: string; readonly document: unknown }> {
  const file = given.operand(0);
  if (file === "") return { source: "the server", document: parseJson("the server", await connect(given, talk).call("GET /ledger/export")) };
  return { source: file, document: await readJson(file, talk, MOST_EXPORT_BYTES) };
}

function readCheckpoints(given: Given, talk: Talk): Promise<readonly string[]> {
  return Promise.all(given.texts("checkpoint").map(async (path) => new TextDecoder().decode(await readInput(path, talk, MOST_CHECKPOINT_BYTES))));
}
