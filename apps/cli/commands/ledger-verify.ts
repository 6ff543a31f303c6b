import { z } from "zod";
import { connect, serverOption } from "../api.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type Command, type Given, type Talk } from "../command.types.ts";
import { parseJson, readInput, readJson } from "../read-input.ts";
import { keyOption, readTrustedKeys } from "../read-keys.ts";

const MOST_EXPORT_BYTES = 512 * 1024 * 1024;
const MOST_CHECKPOINT_BYTES = 64 * 1024;

const ledgerExport = z.object({
  schema: z.literal("breakwater-ledger/1"),
  verifierKey: z.string(),
  checkpoint: z.string(),
  entries: z.array(z.unknown()),
});

export const ledgerVerify: Command = {
  noun: "ledger",
  verb: "verify",
  summary: "Check a whole ledger: nothing altered, deleted, inserted, reordered or cut off",
  details: `Without FILE the server is asked for its ledger; the check itself is made here.
Yes needs a key you had from the ledger's publisher, since anybody can make a ledger that agrees with itself.
Receipts and checkpoints that you kept make it impossible to have rewritten what they are about.`,
  operands: [{ name: "FILE", help: "an exported ledger, or - for standard input", optional: true }],
  options: {
    ...keyOption,
    receipt: { value: "FILE", many: true, help: "a receipt that you kept" },
    checkpoint: { value: "FILE", many: true, help: "a signed checkpoint that you kept" },
    ...serverOption,
  },
  examples: ["ledger verify ledger.json --key @ledger.key", "ledger verify --server https://host --key @ledger.key --receipt receipt.json --json"],
  async run(given, talk) {
    const { canonicalJson, verifyEntries } = await import("#engines/ledger");
    const { source, exported } = await readLedger(given, talk);
    const trusted = await readTrustedKeys(given, talk);
    const verdict = await verifyEntries({
      entries: exported.entries.map((entry) => canonicalJson(entry)),
      checkpoints: [exported.checkpoint, ...(await readCheckpoints(given, talk))],
      trustedVerifierKeys: trusted.length > 0 ? trusted : [exported.verifierKey],
      receipts: await Promise.all(given.texts("receipt").map((path) => readJson(path, talk))),
    });
    if (!verdict.ok) {
      talk.answer({ source, ...verdict }, [`${source}: not verified`, ...verdict.findings.map(({ code, message }) => `  ${code}: ${message}`)]);
      return EXIT.no;
    }
    const told = `${verdict.size} entries of ${verdict.origin}, as signed; root ${verdict.root}${verdict.unsigned > 0 ? `; ${verdict.unsigned} newer entries are not signed yet` : ""}`;
    if (trusted.length === 0) {
      const { verifierKey } = exported;
      talk.answer({ source, ...verdict, ok: false, reason: "no-trusted-key", verifierKey }, `${source}: agrees with itself (${told}), but whose ledger it is cannot be said without --key. It names this one: ${verifierKey}`);
      return EXIT.no;
    }
    talk.answer({ source, ...verdict }, `${source}: verified: ${told}`);
    return EXIT.done;
  },
};

async function readLedger(given: Given, talk: Talk): Promise<{ readonly source: string; readonly exported: z.infer<typeof ledgerExport> }> {
  const file = given.operand(0);
  const source = file === "" ? "the server" : file;
  const document = file === "" ? parseJson(source, await connect(given, talk).call("GET /ledger/export")) : await readJson(file, talk, MOST_EXPORT_BYTES);
  const parsed = ledgerExport.safeParse(document);
  if (parsed.success) return { source, exported: parsed.data };
  const issue = parsed.error.issues[0];
  throw new CliError(EXIT.no, "not-a-ledger", `${source}: not an exported ledger: ${issue?.path.join(".") || "the document"}: ${issue?.message ?? "unreadable"}.`, { cause: parsed.error });
}

function readCheckpoints(given: Given, talk: Talk): Promise<readonly string[]> {
  return Promise.all(given.texts("checkpoint").map(async (path) => new TextDecoder().decode(await readInput(path, talk, MOST_CHECKPOINT_BYTES))));
}
