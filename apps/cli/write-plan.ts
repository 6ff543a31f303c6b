import type { Advisory, Asset, Match, PlannedStep } from "#engines/exposure";
import type { Said } from "./read-record.ts";

export interface Planned {
  readonly matches: readonly Match[];
  readonly advisories: readonly Advisory[];
  /** CVE ids with the day on which each came into CISA's catalogue. */
  readonly kev: ReadonlyMap<string, string>;
  /** UTC instant. */
  readonly now: string;
  /** What became of steps, by title in lower case. */
  readonly record: ReadonlyMap<string, Said>;
}

const RECORD_HINT = 'When a step is done, or has to wait, write it into a file and give it with --record: "TITLE = done" or "TITLE = 2027-01-31 why it waits".';

/** The same five steps that an operator who enrolled is shown, without those that are done or wait for a later day. */
export async function writePlan({ matches, advisories, kev, now, record }: Planned) {
  const { MOST_STEPS, planMatches, planTexts, printText } = await import("#engines/exposure");
  const { steps: all } = planMatches({ matches, advisories, now, kev, most: Number.POSITIVE_INFINITY });
  const saidOf = ({ title }: PlannedStep) => record.get(title.toLowerCase());
  const waits = (step: PlannedStep) => {
    const said = saidOf(step);
    return said?.state === "later" && said.until > now.slice(0, 10) ? [{ title: step.title, until: said.until, because: said.because }] : [];
  };
  const putOff = all.flatMap(waits);
  const done = all.filter((step) => saidOf(step)?.state === "done").map(({ title }) => title);
  const open = all.filter((step) => saidOf(step)?.state !== "done" && waits(step).length === 0);
  const steps = open.slice(0, MOST_STEPS).map(toShown);
  const waiting = open.length - steps.length;
  const note = steps.length === 0 ? planTexts(all.length === 0 ? "plan.note.nothing-found" : "plan.note.nothing-open") : null;
  const shown = { asOf: now, note, steps, putOff: putOff.map(({ title, until, because }) => ({ title: `${title} (${until}: ${because})` })), waiting };
  return { document: { steps, waiting, putOff, done }, lines: [...printText(shown, planTexts).trimEnd().split("\n"), ...(steps.length === 0 ? [] : ["", RECORD_HINT])] };
}

function toShown({ matches: behind, ...step }: PlannedStep) {
  return {
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
  };
}

/** Where it stands in the operator's own file: sheets have lines of one number, and a bill of materials has all in one line. */
export function placeOf({ source: { line, path } }: Pick<Asset, "source">): string {
  return [path, line === null ? null : `line ${line}`].filter((part) => part !== null).join(", ");
}
