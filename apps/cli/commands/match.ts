import { basename } from "node:path";
import type { Advisory, Answer, Inventory, Match, Question } from "#engines/exposure";
import { aboutFile, UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given, type Talk } from "../command.types.ts";
import { readAdvisories } from "../read-advisories.ts";
import { readAnswers, writeQuestionSheet } from "../read-answers.ts";
import { readInput } from "../read-input.ts";

const MOST_QUESTIONS = 10;

export const matchCommand: Command = {
  noun: "match",
  summary: "Say which of an operator's assets advisories are about, on this machine, sending nothing anywhere",
  details: `The inventory is a spreadsheet, a bill of materials or a list in any of the formats that are read; the advisories are CSAF 2, OSV,
OpenVEX, CycloneDX VEX or CVE 5: files (.json, .jsonl, .ndjson, .zip), a folder of them, a folder that "breakwater publish" wrote,
or the https address of a provider-metadata.json or ROLIE feed. Only such an address is ever asked over the network. Each match
says how likely it is, why, what to do and by when; the date follows CISA BOD 26-04, which is guidance to all but federal agencies.
No match is no statement that anything is safe. What could not be read is listed, never left out in silence.`,
  operands: [],
  options: {
    inventory: { value: "FILE", required: true, help: "the operator's list of what they own" },
    advisories: { value: "DIR|FEED", required: true, help: "advisories: a folder, a file, an exported feed, or the address of a feed" },
    kev: { value: "FILE", help: "CISA's list of exploited vulnerabilities (JSON), for the dates" },
    threshold: { value: "PERCENT", help: "least probability of a match that is told (default 70)" },
    questions: { help: "print the questions whose answers would settle most, as a sheet to fill in" },
    answers: { value: "FILE", help: "the sheet, filled in" },
    plan: { help: "print at most five steps instead, the first to be done first" },
  },
  examples: [
    "match --inventory assets.csv --advisories advisories/",
    "match --inventory sbom.cdx.json --advisories feed/ --kev known_exploited_vulnerabilities.json --json",
    "match --inventory assets.csv --advisories feed/ --questions > answers.txt",
    "match --inventory assets.csv --advisories feed/ --answers answers.txt --plan",
  ],
  async run(given, talk) {
    const { createMatcher, chooseQuestions } = await import("#engines/exposure");
    if (given.isOn("questions") && given.isOn("plan")) throw new UsageError("--questions and --plan: ask first, then plan; give one of them.");
    const threshold = given.wholeNumber("threshold", { least: 1, most: 100, otherwise: 70 }) / 100;
    const inventory = await readInventory(given, talk);
    const kev = await readKevDays(given, talk);
    const { advisories, unread } = await readAdvisories(given.requiredText("advisories"), talk);
    const matcher = createMatcher(advisories);
    const asked = matcher.match(inventory, { threshold });
    const answers = await answersTo(given, { talk, asked });
    const matches = answers.length === 0 ? asked : matcher.match(inventory, { threshold, answers });
    const questions = chooseQuestions(matches, MOST_QUESTIONS);
    const now = new Date().toISOString();
    const told = await describe({ matches, kev, now });
    const { assets, skipped, notes } = inventory;
    const file = given.requiredText("inventory");
    const plan = given.isOn("plan") ? await writePlan({ matches, advisories, kev, now }) : undefined;
    const left = [
      ...skipped.map(({ line, path, reason }) => `not read: ${file} ${line === null ? path : `line ${line}`}: ${reason}`),
      ...unread.map((one) => `not read: ${one.file}: ${one.reason}`),
    ];
    const lines = given.isOn("questions") ? writeQuestionSheet(questions) : (plan?.lines ?? told.flatMap(toLines));
    const end = given.isOn("questions") ? [] : [
      ...left,
      ...(questions.length === 0 ? [] : [`${questions.length} questions would make this surer: run the command again with --questions.`]),
      `${told.length} matches of ${assets.length} assets with ${advisories.length} advisories. No match does not mean that something is safe.`,
    ];
    talk.answer({ inventory: { file, assets: assets.length, skipped, notes }, advisories: { read: advisories.length, unread }, matches: told, questions, ...(plan === undefined ? {} : { plan: plan.document }) }, [...lines, ...end]);
    return EXIT.done;
  },
};

async function readInventory(given: Given, talk: Talk): Promise<Inventory> {
  const { parseInventory } = await import("#engines/exposure");
  const file = given.requiredText("inventory");
  if (file === "-") throw new UsageError("--inventory needs the name of a file: its ending helps to tell what it is.");
  const bytes = await readInput(file, talk);
  return aboutFile(file, () => parseInventory(bytes, { fileName: basename(file) }));
}

/** CVE ids with the day on which each came into CISA's catalogue. */
async function readKevDays(given: Given, talk: Talk): Promise<ReadonlyMap<string, string>> {
  const file = given.text("kev");
  if (file === undefined) return new Map();
  const { readKev } = await import("#engines/advisories");
  const bytes = await readInput(file, talk);
  const { entries } = await aboutFile(file, () => readKev(bytes));
  return new Map(entries.map(({ cveId, addedOn }) => [cveId, addedOn]));
}

async function answersTo(given: Given, { talk, asked }: { readonly talk: Talk; readonly asked: readonly Match[] }): Promise<readonly Answer[]> {
  const file = given.text("answers");
  if (file === undefined) return [];
  const questions = new Map<string, Question>(asked.flatMap(({ question }) => (question ? [[question.id, question] as const] : [])));
  return readAnswers(file, [...questions.values()], talk);
}

interface Planned {
  readonly matches: readonly Match[];
  readonly kev: ReadonlyMap<string, string>;
  /** UTC instant. */
  readonly now: string;
}

async function describe({ matches, kev, now }: Planned) {
  const { dueAt } = await import("#engines/exposure");
  return matches.map(({ asset, advisoryId, vulnerabilityId, product, probability, reason, action, ...rest }) => {
    const addedOn = kev.get(vulnerabilityId) ?? null;
    const due = dueAt({ inKev: addedOn !== null, automatable: null, technicalImpact: null }, { exposed: asset.exposed, seenAt: now, addedOn });
    return {
      asset: { id: asset.id, vendor: asset.vendor, product: asset.product, version: asset.version, location: asset.location, place: placeOf(asset) },
      advisory: advisoryId, vulnerability: vulnerabilityId, probability, reason, action,
      /** UTC instant; null: at the next planned update. */
      due,
      exploited: addedOn !== null, advisoryProduct: product, ...rest,
    };
  });
}

function toLines({ asset, vulnerability, probability, reason, action, due, exploited, question }: Awaited<ReturnType<typeof describe>>[number]): readonly string[] {
  return [
    `${asset.product} ${asset.version ?? "(version unknown)"} (${asset.place}): ${vulnerability}, ${Math.round(probability * 100)} %`,
    `  why: ${reason}`,
    `  do:  ${action}`,
    `  by:  ${due === null ? "your next planned update" : due.slice(0, 10)} (guidance${exploited ? "; attackers use this flaw" : ""})`,
    ...(question === undefined ? [] : [`  ask: ${question.text}`]),
  ];
}

function placeOf({ source }: Inventory["assets"][number]): string {
  return source.line === null ? (source.path ?? "") : `line ${source.line}`;
}

/** The same five steps that an operator who enrolled is shown. */
async function writePlan({ matches, advisories, kev, now }: Planned & { readonly advisories: readonly Advisory[] }) {
  const { planMatches, planTexts, printText } = await import("#engines/exposure");
  const { steps, waiting } = planMatches({ matches, advisories, now, kev });
  const shown = steps.map(({ matches: behind, ...step }) => ({
    ...step,
    advisories: [...new Set(behind.map(({ advisoryId }) => advisoryId))].map((trackingId) => ({ trackingId, url: null })),
    assets: [...Map.groupBy(behind, ({ asset }) => asset.id).values()].flatMap((ofAsset) => {
      const [first] = ofAsset;
      if (!first) return [];
      const { asset } = first;
      const name = asset.vendor === null || asset.product.startsWith(asset.vendor) ? asset.product : `${asset.vendor} ${asset.product}`;
      const question = ofAsset.find((match) => match.question)?.question?.text ?? null;
      return [{ name, version: asset.version, fixedVersion: first.fixedVersion, location: asset.location, place: placeOf(asset), question }];
    }),
  }));
  const note = steps.length === 0 ? planTexts("plan.note.nothing-found") : null;
  return { document: { steps: shown, waiting }, lines: printText({ asOf: now, note, steps: shown, waiting }, planTexts).trimEnd().split("\n") };
}
