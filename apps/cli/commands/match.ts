import { basename } from "node:path";
import type { Answer, Inventory, InventoryColumn, Match, Matcher, Question } from "#engines/exposure";
import { aboutFile, UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given, type Talk } from "../command.types.ts";
import { readAdvisories } from "../read-advisories.ts";
import { readSheet, toAnswers, writeQuestionSheet } from "../read-answers.ts";
import { readInput } from "../read-input.ts";
import { readRecord } from "../read-record.ts";
import { placeOf, writePlan } from "../write-plan.ts";

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
    record: { value: "FILE", help: "what became of steps, which the plan then leaves out: lines such as Update X to version 2 = done, or = 2027-01-31 why it waits" },
    columns: { value: "NAME=N,…", help: "a spreadsheet's columns where the guess is wrong, counted from 1: product=2,version=4,vendor=0 (0: there is none)" },
    "heading-line": { value: "N", help: "the line of a spreadsheet's headings; 0 where there are none" },
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
    if (given.text("record") !== undefined && !given.isOn("plan")) throw new UsageError("--record goes with --plan: it says what became of its steps.");
    const threshold = given.wholeNumber("threshold", { least: 1, most: 100, otherwise: 70 }) / 100;
    const inventory = await readInventory(given, talk);
    const kev = await readKevDays(given, talk);
    const { advisories, unread } = await readAdvisories(given.requiredText("advisories"), talk);
    const record = await readRecord(given.text("record"), talk);
    const matches = await matchWithAnswers(given, { talk, inventory, threshold, matcher: createMatcher(advisories) });
    const questions = chooseQuestions(matches, MOST_QUESTIONS);
    const now = new Date().toISOString();
    const told = await describe({ matches, kev, now });
    const { assets, skipped, notes, format, columns, table } = inventory;
    const file = given.requiredText("inventory");
    const plan = given.isOn("plan") ? await writePlan({ matches, advisories, kev, now, record }) : undefined;
    const left = [
      ...skipped.map(({ line, path, reason }) => `not read: ${file} ${placeOf({ source: { line, path } })}: ${reason}`),
      ...unread.map((one) => `not read: ${one.file}: ${one.reason}`),
    ];
    const lines = given.isOn("questions") ? writeQuestionSheet(questions) : (plan?.lines ?? told.flatMap(toLines));
    const end = given.isOn("questions") ? [] : [
      ...left,
      ...(questions.length === 0 ? [] : [`${count(questions.length, "question", "questions")} would make this surer: run the command again with --questions.`]),
      describeReading(inventory),
      `${count(told.length, "match", "matches")} of ${count(assets.length, "asset", "assets")} with ${count(advisories.length, "advisory", "advisories")}. No match does not mean that something is safe.`,
    ];
    talk.answer({ inventory: { file, format, assets: assets.length, columns, table, skipped, notes }, advisories: { read: advisories.length, unread }, matches: told, questions, ...(plan === undefined ? {} : { plan: plan.document }) }, [...lines, ...end]);
    return EXIT.done;
  },
};

async function readInventory(given: Given, talk: Talk): Promise<Inventory> {
  const { parseInventory } = await import("#engines/exposure");
  const file = given.requiredText("inventory");
  if (file === "-") throw new UsageError("--inventory needs the name of a file: its ending helps to tell what it is.");
  const columns = readColumns(given.text("columns"));
  const headingLine = given.text("heading-line") === undefined ? undefined : given.wholeNumber("heading-line", { least: 0, most: 200_000, otherwise: 0 });
  const bytes = await readInput(file, talk);
  return aboutFile(file, () => parseInventory(bytes, { fileName: basename(file), ...(columns && { columns }), ...(headingLine !== undefined && { headingLine: headingLine === 0 ? null : headingLine }) }));
}

const COLUMNS: Readonly<Record<InventoryColumn, true>> = { vendor: true, product: true, model: true, version: true, serial: true, location: true, exposed: true, quantity: true, purl: true, cpe: true };
const MOST_COLUMNS = 200;

/** People count from one; none is 0. */
function readColumns(text: string | undefined): Partial<Record<InventoryColumn, number | null>> | undefined {
  if (text === undefined) return undefined;
  return Object.fromEntries(text.split(",").map((part) => {
    const [, name = "", number = ""] = /^\s*([a-z]+)\s*=\s*(\d{1,3})\s*$/.exec(part) ?? [];
    if (!Object.hasOwn(COLUMNS, name) || Number(number) > MOST_COLUMNS) throw new UsageError(`--columns ${text}: write names and numbers such as product=2,version=4; the names are ${Object.keys(COLUMNS).join(", ")}.`);
    return [name, Number(number) === 0 ? null : Number(number) - 1];
  }));
}

function describeReading({ format, columns, table }: Inventory): string {
  const read = Object.entries(columns).map(([name, heading]) => `${name} from "${heading}"`);
  return `The list was read as ${format}${table?.sheet ? `, sheet "${table.sheet}"` : ""}${read.length === 0 ? "" : `: ${read.join(", ")}. --columns puts it right`}.`;
}

function count(number: number, one: string, more: string): string {
  return `${number} ${number === 1 ? one : more}`;
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

interface Matching {
  readonly talk: Talk;
  readonly inventory: Inventory;
  readonly threshold: number;
  readonly matcher: Matcher;
}

/** One answer may lead to the next question, and the sheet may hold the answer to that as well: it is read until it settles nothing more. */
async function matchWithAnswers(given: Given, { talk, inventory, threshold, matcher }: Matching): Promise<readonly Match[]> {
  const file = given.text("answers");
  const sheet = file === undefined ? [] : await readSheet(file, talk);
  const questions = new Map<string, Question>();
  let answers: readonly Answer[] = [];
  for (;;) {
    const matches = matcher.match(inventory, { threshold, answers });
    for (const { question } of matches) if (question) questions.set(question.id, question);
    const { settled, unknown } = toAnswers(sheet, questions);
    if (settled.length > answers.length) answers = settled;
    else if (unknown) throw unknown;
    else return matches;
  }
}

interface Described {
  readonly matches: readonly Match[];
  readonly kev: ReadonlyMap<string, string>;
  /** UTC instant. */
  readonly now: string;
}

async function describe({ matches, kev, now }: Described) {
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
