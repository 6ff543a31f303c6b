import { z } from "zod";
import { reportDocument, type FigureValue, type ReportDocument } from "#contracts/oversight";
import { canonicalJson, evaluateFigures, leafHash, MemoryNodes, MerkleTree, parseLedgerEntry, sha256Hex, showFigures, verifyEntries, verifyReceipt, type FigureCounts, type LedgerEntry } from "#engines/ledger";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./command.types.ts";
import type { ExportedLedger } from "./read-ledger.ts";

export interface ReportCheck {
  readonly name: "digest" | "definitions" | "ledger" | "head" | "figures";
  readonly ok: boolean;
  readonly sentence: string;
}

/** The entry that a published report has in the ledger. */
const publishedEntry = z.object({
  kind: z.literal("oversight.report-published"),
  subject: z.string(),
  data: z.object({ occasion: z.string(), from: z.string(), to: z.string(), size: z.number(), definitions: z.string(), sha256: z.string() }),
});
type PublishedEntry = z.infer<typeof publishedEntry>;

/** A `report.json`, attacker-controlled. */
export function parseReport(source: string, text: string): ReportDocument {
  const parsed = reportDocument.safeParse(tryJson(text));
  if (parsed.success) return requireWhole(source, parsed.data);
  const issue = parsed.error.issues[0];
  throw new CliError(EXIT.no, "not-a-report", `${source}: not a report: ${issue?.path.join(".") || "the document"}: ${issue?.message ?? "unreadable"}.`, { cause: parsed.error });
}

/** What stands is made of other figures: they must be there, and be counts. */
function requireWhole(source: string, report: ReportDocument): ReportDocument {
  const counted = new Set(report.figures.flatMap(({ definition: { id, how } }) => (["count", "table", "duration"].includes(how.form) ? [id] : [])));
  const lost = report.figures.flatMap(({ definition: { how } }) => (how.form === "standing" ? [...how.plus, ...how.minus] : [])).find((id) => !counted.has(id));
  if (lost === undefined) return report;
  throw new CliError(EXIT.no, "not-a-report", `${source}: not a report: a figure is made of ${lost}, which is no count in it.`);
}

/** That the digest of these very bytes stands in the ledger, by the receipt that was kept with the report. */
export function checkReceipt(report: ReportDocument, { text, receipt, trusted }: { readonly text: string; readonly receipt: unknown; readonly trusted: readonly string[] }): ReportCheck {
  const verdict = verifyReceipt(receipt, trusted);
  if (!verdict.ok) return { name: "digest", ok: false, sentence: `The receipt does not verify: ${verdict.message}.` };
  return checkDigest(report, text, publishedEntry.safeParse(verdict.entry).data);
}

/** That they are the definitions which the report says. */
export function checkDefinitions({ definitionsSha256, figures }: ReportDocument): ReportCheck {
  const ok = sha256Hex(canonicalJson(figures.map(({ definition }) => definition))) === definitionsSha256;
  return { name: "definitions", ok, sentence: ok ? `The ${figures.length} definitions are those whose digest the report names.` : "A definition is not the one that the figures were computed by: the digest of all is another one." };
}

/** All that a whole ledger shows of a report: that it is whole, holds the report's digest, and gives every figure that is shown. */
export async function checkAgainstLedger(report: ReportDocument, { text, exported, trusted }: { readonly text: string; readonly exported: ExportedLedger; readonly trusted: readonly string[] }): Promise<readonly ReportCheck[]> {
  const lines = exported.entries.map((entry) => canonicalJson(entry));
  const whole = await verifyEntries({ entries: lines, checkpoints: [exported.checkpoint], trustedVerifierKeys: trusted.length > 0 ? trusted : [exported.verifierKey] });
  if (!whole.ok) return [{ name: "ledger", ok: false, sentence: `The ledger does not verify: ${whole.findings[0]?.message ?? "unreadable"}.` }];
  const entries = exported.entries.map((entry) => parseLedgerEntry(entry));
  const { size, root } = report.checkpoint;
  const own = entries.map((entry) => publishedEntry.safeParse(entry).data).find((entry) => entry?.subject === report.id);
  const tree = new MerkleTree(new MemoryNodes());
  await tree.append(lines.slice(0, size).map((line) => leafHash(line)));
  const isHead = size <= entries.length && Buffer.from(await tree.root()).toString("hex") === root;
  return [
    { name: "ledger", ok: trusted.length > 0, sentence: trusted.length > 0 ? `The ledger's ${whole.size} entries are as signed.` : "The ledger agrees with itself, but whose it is cannot be said without --key." },
    checkDigest(report, text, own),
    { name: "head", ok: isHead, sentence: isHead ? `The first ${size} entries have the root that the report names.` : `The first ${size} entries do not have the root that the report names.` },
    checkFigures(report, entries),
  ];
}

/** The exact counts behind a report, which are for whoever may read the whole ledger. */
export function recount(report: ReportDocument, entries: readonly LedgerEntry[]): ReadonlyMap<string, FigureCounts> {
  const evaluation = evaluateFigures(report.figures.map(({ definition }) => definition), report.period);
  for (const [index, entry] of entries.slice(0, report.checkpoint.size).entries()) evaluation.take(entry, index);
  return evaluation.read();
}

function checkFigures(report: ReportDocument, entries: readonly LedgerEntry[]): ReportCheck {
  const values = showFigures(report.figures.map(({ definition }) => definition), recount(report, entries));
  const wrong = report.figures.flatMap(({ definition: { id }, value }, place) => (isSame(value, values[place]) ? [] : [id]));
  if (wrong.length > 0) return { name: "figures", ok: false, sentence: `What the ledger gives is not what is shown of: ${wrong.join(", ")}.` };
  return { name: "figures", ok: true, sentence: `Each of the ${values.length} figures is what the ledger gives.` };
}

function checkDigest(report: ReportDocument, text: string, entry: PublishedEntry | undefined): ReportCheck {
  const fail = (sentence: string): ReportCheck => ({ name: "digest", ok: false, sentence });
  if (entry?.subject !== report.id) return fail("The ledger's entry is not of this report.");
  const { data } = entry;
  if (data.sha256 !== sha256Hex(text)) return fail("The file is not the one that was published: its digest is another one than the ledger holds.");
  const fits = data.size === report.checkpoint.size && data.from === report.period.from && data.to === report.period.to && data.definitions === report.definitionsSha256 && data.occasion === report.occasion;
  return fits ? { name: "digest", ok: true, sentence: "The file is the one whose digest stands in the ledger." } : fail("The report says another period, head or definitions than its entry in the ledger.");
}

const isSame = (a: FigureValue, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
