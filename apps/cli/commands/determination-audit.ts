import { inspectionFile, type InspectionFile } from "#contracts/inspection";
import type { DeterminationPayload } from "#engines/ledger";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { readJson } from "../read-input.ts";
import { keyOption, readTrustedKeys } from "../read-keys.ts";

const MOST_FILE_BYTES = 256 * 1024 * 1024;
const MOST_BUNDLE_BYTES = 4 * 1024 * 1024;

interface Line {
  readonly name: string;
  readonly ok: boolean;
  readonly sentence: string;
}

export const determinationAudit: Command = {
  noun: "determination",
  verb: "audit",
  summary: "Recompute a determination from its opened standard and results, as an inspector",
  details: `FILE is what the enclave gives to an inspector; it holds thresholds and scores.
With --bundle also that the determination the developer has is this one, by the commitments in the ledger; yes then needs
the ledger's key.`,
  operands: [{ name: "FILE", help: "an inspection file of the enclave, or - for standard input" }],
  options: { bundle: { value: "FILE", help: "the developer's determination bundle" }, ...keyOption },
  examples: ["determination audit inspection.json", "determination audit inspection.json --bundle determination.json --key @ledger.key --json"],
  async run(given, talk) {
    const { auditOpened } = await import("#engines/decision-proof");
    const file = given.operand(0);
    const opened = parseInspection(file, await readJson(file, talk, MOST_FILE_BYTES));
    const bundle = given.text("bundle");
    const { lines, payload } = bundle === undefined ? { lines: [], payload: null } : await checkBundle(opened, await readJson(bundle, talk, MOST_BUNDLE_BYTES), await readTrustedKeys(given, talk));
    const outcome = payload?.outcome ?? readSigned(file, opened.determination)?.outcome ?? null;
    const audit = await auditOpened({ ...opened, outcome });
    const checks: readonly Line[] = [...audit.checks, ...lines];
    const ok = checks.every((check) => check.ok);
    talk.answer({ file, ok, checks, measures: audit.measures, outcomeByRule: audit.outcomeByRule, outcome }, [
      `${file}: ${ok ? "holds" : "does not hold"}; by the rule: ${audit.outcomeByRule}${outcome === null ? "" : `; signed: ${outcome}`}`,
      ...checks.map((check) => `  ${check.ok ? "yes" : "NO "}  ${check.name}: ${check.sentence}`),
      ...audit.measures.map(({ scope, passed, samples, low, threshold, met }) => `  ${scope}: ${passed} of ${samples} passed, lower bound ${low.toFixed(4)} against ${threshold}: ${met}`),
    ]);
    return ok ? EXIT.done : EXIT.no;
  },
};

const envelope = z.looseObject({ payload: z.base64() });
const said = z.looseObject({ outcome: z.enum(["covered", "not_covered", "insufficient"]) });

/** What the enclave's copy of the determination says; that it was signed so, only the developer's bundle can show. */
function readSigned(file: string, determination: unknown): z.infer<typeof said> | null {
  if (determination === null) return null;
  try {
    return said.parse(JSON.parse(Buffer.from(envelope.parse(determination).payload, "base64").toString("utf8")));
  } catch (error) {
    throw new CliError(EXIT.usage, "not-an-inspection-file", `${file}: determination: not a signed determination.`, { cause: error });
  }
}

function parseInspection(file: string, value: unknown): InspectionFile {
  const parsed = inspectionFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(EXIT.usage, "not-an-inspection-file", `${file}: not an inspection file (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}).`);
}

/** Whether what was opened is what the developer's bundle stands for. */
async function checkBundle(opened: InspectionFile, bundle: unknown, trustedVerifierKeys: readonly string[]): Promise<{ readonly lines: readonly Line[]; readonly payload: DeterminationPayload | null }> {
  const { verifyDeterminationBundle } = await import("#engines/ledger");
  const { ok, checks, determination: payload } = verifyDeterminationBundle(bundle, { trustedVerifierKeys });
  const wrong = checks.find((check) => !check.ok);
  const { standard, results } = opened;
  const isThisOne = payload !== null && payload.standard.commitment === standard.commitment && payload.resultsCommitment === results.commitment && payload.determinationId === results.value.determinationId &&
    payload.modelDigest === opened.modelDigest && payload.standard.ruleCommitment === standard.proof?.commitment && payload.countsCommitment === results.proof?.commitment;
  return {
    payload,
    lines: [
      { name: "bundle-verifies", ok, sentence: wrong ? wrong.sentence : "The developer's bundle rests on the ledger as it says." },
      { name: "one-determination", ok: isThisOne, sentence: "The standard and the results that were opened are the ones the developer's bundle commits to." },
    ],
  };
}
