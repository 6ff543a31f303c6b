import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createMatcher, readAdvisory, type Advisory } from "#engines/exposure";
import { toRow, type BenchRow, type Measure } from "./bench-row.ts";
import { calibrate, drawCalibration, type Answer } from "./match/calibration.ts";
import { scoreForms } from "./match/name-forms.ts";
import { DATA, hasNames, matchNames, readRecords, toAdvisory, toAsset, toName, type Name } from "./match/name-truth.ts";

/*
 * How well products are found by their names alone. CISA's advisories for industrial and medical products carry no CPE, but the
 * CVE records of the same vulnerabilities do; joined by CVE id they say which CPE a product's name means.
 *
 * The task: given a vendor and product as an advisory writes them (as they stand in an operator's spreadsheet, without any
 * version), which vendor:product is it, of all the CPEs in all records? One answer, the surest, for each (product, CVE); an
 * answer below the default threshold is an abstention. It is right when the record of that CVE holds that CPE. Precision is
 * right / answered, recall right / all pairs: an abstention costs recall.
 *
 * Figures in the engine were chosen on the names that vendors give in CVE records whose CVE id hashes to an even byte. What is
 * measured here: CISA's products in the advisories whose tracking id hashes to an odd byte and in all of them, the vendors'
 * names in the other half of the records, and the way back, from an inventory that holds the CPEs' words to CISA's advisories.
 * Only five of CISA's advisories here share a CVE with a CPE, and most pairs come from one of them. What was answered wrongly or not
 * at all was read in all parts while the rules were written: no name is treated apart, but this is no blind test. A CVE with many
 * CPEs is lenient truth. How names written in other ways fare (match/name-forms.ts) is told without a goal.
 * The peer answers where vendor and product are the same letters and digits. BREAKWATER_CALIBRATION=FILE.svg draws the plot.
 */

const LEAST_PRECISION = 0.95;
const LEAST_RECALL = 0.8;
const MOST_CALIBRATION_ERROR = 0.15;
/** The engine's default threshold: what is told to an operator. */
const THRESHOLD = 0.7;
const LOWEST = 0.2;

/** A name about which a CVE record holds the truth. */
interface Case extends Name {
  /** Decides the part: an advisory's tracking id, or the CVE id. */
  readonly source: string;
  readonly truth: ReadonlySet<string>;
}
function isHeldOut(source: string): boolean {
  return (createHash("sha256").update(source).digest()[0] ?? 0) % 2 === 1;
}

/** Each CPE is what one advisory is about. */
function createResolver(cpes: readonly string[]): (name: Name) => { readonly cpe: string; readonly probability: number } | undefined {
  const matcher = createMatcher(cpes.map((cpe) => toAdvisory(cpe, [toName(cpe)])));
  return (name) => {
    const [surest] = matchNames(matcher, [toAsset(name, "asset")], LOWEST).toSorted((a, b) => b.probability - a.probability);
    return surest && { cpe: surest.advisoryId, probability: surest.probability };
  };
}

function toLetters({ vendor, product }: Name): string {
  return `${vendor ?? ""} ${product}`.toLowerCase().replace(/[^a-z0-9]+/g, "");
}

interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly n: number;
}

function score(answers: readonly (Answer | undefined)[], atLeast: number): Score {
  const answered = answers.filter((answer) => answer !== undefined && answer.probability >= atLeast);
  const right = answered.filter((answer) => answer?.isRight).length;
  return { precision: right / Math.max(answered.length, 1), recall: right / answers.length, n: answers.length };
}

/** Every affected product of CISA's advisories whose CVE has CPEs: once for each CVE. */
function readCisaCases(advisories: readonly Advisory[], truth: ReadonlyMap<string, ReadonlySet<string>>): readonly Case[] {
  const cases = new Map<string, Case>();
  for (const { id, affected } of advisories) {
    for (const { vendor, product, vulnerabilities } of affected) {
      for (const { id: cve } of vulnerabilities) {
        const cpes = truth.get(cve);
        if (cpes) cases.set(JSON.stringify([id, cve, vendor, product]), { source: id, vendor, product, truth: cpes });
      }
    }
  }
  return [...cases.values()];
}

/** From the other side: which CVEs of CISA's advisories does an inventory of the CPEs' words find, at the default threshold? */
function measureWayBack(advisories: readonly Advisory[], truth: ReadonlyMap<string, ReadonlySet<string>>, cpes: readonly string[]): Score {
  const found = matchNames(createMatcher(advisories), cpes.map((cpe) => toAsset(toName(cpe), cpe)), THRESHOLD);
  const told = new Map(found.filter(({ vulnerabilityId }) => truth.has(vulnerabilityId)).map((match) => [`${match.asset.id} ${match.vulnerabilityId}`, match]));
  const right = [...told.values()].filter(({ asset, vulnerabilityId }) => truth.get(vulnerabilityId)?.has(asset.id)).length;
  const spokenOf = new Set(advisories.flatMap(({ affected }) => affected.flatMap(({ vulnerabilities }) => vulnerabilities.map(({ id }) => id))));
  const n = [...truth].filter(([cve]) => spokenOf.has(cve)).reduce((sum, [, ofCve]) => sum + ofCve.size, 0);
  return { precision: right / Math.max(told.size, 1), recall: right / n, n };
}

export const measure: Measure = async (tell) => {
  if (!hasNames()) {
    tell("match, names: left out, since CISA's advisories and the CVE records are not here (../shared/data beside the repository)");
    return [];
  }
  const records = readRecords();
  const truth = new Map(records.map(({ cve, cpes }) => [cve, cpes]));
  const cpes = [...new Set(records.flatMap((record) => [...record.cpes]))];
  const files = globSync("cisa-csaf/**/*.json", { cwd: DATA }).toSorted();
  const advisories = files.map((file) => readAdvisory(JSON.parse(readFileSync(join(DATA, file), "utf8"))));
  const resolve = createResolver(cpes);
  const exact = new Map(cpes.map((cpe) => [toLetters(toName(cpe)), cpe]));
  const ask = ({ truth: right, ...name }: Case): Answer | undefined => {
    const found = resolve(name);
    return found && { probability: found.probability, isRight: right.has(found.cpe) };
  };
  const askPeer = ({ truth: right, ...name }: Case): Answer | undefined => {
    const cpe = exact.get(toLetters(name));
    return cpe === undefined ? undefined : { probability: 1, isRight: right.has(cpe) };
  };

  const cisa = readCisaCases(advisories, truth);
  const vendors = records.flatMap(({ cve, names }) => names.map((name): Case => ({ ...name, source: cve, truth: truth.get(cve) ?? new Set() })));
  const rows: BenchRow[] = [];
  const tellScore = (what: string, ours: Score, peer: Score | null): void => {
    const note = `${ours.n} pairs of product and CVE`;
    const row = (figure: string, value: number, against: string, againstValue: number): void => {
      rows.push(toRow({ bench: "match", figure: `names, ${figure}: ${what}`, value, unit: "share", against, againstValue, better: "larger", goal: 1, n: ours.n, note }));
    };
    row("precision", ours.precision, "budget", LEAST_PRECISION);
    row("recall", ours.recall, "budget", LEAST_RECALL);
    if (peer && peer.recall > 0) row("recall", ours.recall, "exact names", peer.recall);
  };
  const parts: readonly (readonly [string, readonly Case[]])[] = [
    ["CISA's products, advisories held out", cisa.filter(({ source }) => isHeldOut(source))],
    ["CISA's products, all advisories", cisa],
    ["vendors' names in CVE records held out", vendors.filter(({ source }) => isHeldOut(source))],
  ];
  const asked = parts.map(([what, cases]) => {
    const answers = cases.map(ask);
    if (cases.length > 0) tellScore(what, score(answers, THRESHOLD), score(cases.map(askPeer), THRESHOLD));
    return answers;
  });
  tellScore("CPEs' words to CISA's advisories", measureWayBack(advisories, truth, cpes), null);

  for (const { form, precision, recall, n } of scoreForms(records, THRESHOLD)) {
    tell(`names: CPEs' words (${form}) to the names of ${n} CVE records with one CPE: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
  }
  const bins = calibrate([...asked[1] ?? [], ...asked[2] ?? []].filter((answer) => answer !== undefined));
  const answered = bins.reduce((sum, { n }) => sum + n, 0);
  const error = bins.reduce((sum, { said, seen, n }) => sum + Math.abs(said - seen) * n, 0) / answered;
  for (const { said, seen, n } of bins) tell(`names: said ${said.toFixed(2)}, right ${seen.toFixed(2)} ${"#".repeat(Math.round(seen * 40)).padEnd(40, ".")} ${n} answers`);
  rows.push(toRow({ bench: "match", figure: "names, mean calibration error", value: Math.max(error, 1e-6), unit: "share", against: "budget", againstValue: MOST_CALIBRATION_ERROR, better: "smaller", goal: 1, n: answered, note: "mean distance of probability said from share right, by tenths" }));
  const plot = process.env["BREAKWATER_CALIBRATION"];
  if (plot !== undefined && plot !== "") await writeFile(plot, drawCalibration(bins, THRESHOLD));
  return rows;
};
