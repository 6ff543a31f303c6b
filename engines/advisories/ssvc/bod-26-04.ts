import { AdvisoryError } from "../advisories.errors.ts";
import { decide, getDecisionTable } from "./decide.ts";
import { expand, everyPlace, indexOf } from "./read-tables.ts";

export type Bod2604Timeline = "fix on system upgrade" | "60 days" | "14 days" | "3 days" | "3 days & forensic investigation";

const TABLE = getDecisionTable("bod-26-04");

const DUE_DAYS: Readonly<Record<Bod2604Timeline, number | null>> = {
  "fix on system upgrade": null,
  "60 days": 60,
  "14 days": 14,
  "3 days": 3,
  "3 days & forensic investigation": 3,
};

export interface Bod2604Row {
  readonly inKev: boolean;
  readonly exposed: boolean;
  readonly automatable: boolean;
  readonly technicalImpact: "partial" | "total";
  readonly timeline: Bod2604Timeline;
}

/** CISA BOD 26-04, remediation timelines, version 1.0.0: every row of CERT/CC's SSVC table `cisa:DT_BOD2604:1.0.0`. */
export const BOD_26_04: readonly Bod2604Row[] = expand(TABLE.inputs.map(everyPlace)).map((row) => ({
  inKev: row[0] === 1,
  exposed: row[1] === 1,
  automatable: row[2] === 1,
  technicalImpact: row[3] === 1 ? "total" : "partial",
  timeline: toTimeline(TABLE.outcomes[indexOf(TABLE, row)] ?? 0),
}));

export interface Bod2604Input {
  readonly inKev: boolean;
  /** The agency's or operator's own judgement of the asset. */
  readonly exposed: boolean;
  /** Null where nobody has published it. */
  readonly automatable: boolean | null;
  readonly technicalImpact: "partial" | "total" | null;
}

export interface Bod2604Decision {
  readonly rule: "cisa:BOD2604:1.0.0";
  readonly timeline: Bod2604Timeline;
  /** Days from the clock's start, which is the earlier of KEV listing and detection on the asset; null: at the next upgrade. */
  readonly dueDays: number | null;
  readonly forensic: boolean;
  /** What was decided on, defaults filled in. */
  readonly inputs: Omit<Bod2604Row, "timeline">;
  /** Inputs that were missing and took the directive's default. */
  readonly assumed: readonly ("automatable" | "technicalImpact")[];
  /** The decision and its reasons in plain words. */
  readonly sentence: string;
}

/**
 * Decides how soon a vulnerability must be remediated under CISA BOD 26-04. It binds federal civilian agencies only; for anyone
 * else it is guidance and must be labelled so. For a vulnerability outside KEV, missing metadata default to automatable no and
 * technical impact total; KEV entries come with CISA's metadata, so there a gap is refused (AdvisoryError `missing-kev-metadata`).
 */
export function decideBod2604({ inKev, exposed, automatable, technicalImpact }: Bod2604Input): Bod2604Decision {
  const assumed = [...(automatable === null ? ["automatable" as const] : []), ...(technicalImpact === null ? ["technicalImpact" as const] : [])];
  if (inKev && assumed[0] !== undefined) {
    throw new AdvisoryError("missing-kev-metadata", `/${assumed[0]}`, `A vulnerability in KEV needs CISA's own ${assumed[0]}; take it from the KEV entry's record.`);
  }
  const inputs = { inKev, exposed, automatable: automatable ?? false, technicalImpact: technicalImpact ?? "total" };
  const yesNo = (value: boolean) => (value ? "yes" : "no");
  const { rank, sentence } = decide(TABLE, { "in-kev": yesNo(inKev), "publicly-exposed": yesNo(exposed), automatable: yesNo(inputs.automatable), "technical-impact": inputs.technicalImpact });
  const timeline = toTimeline(rank);
  return { rule: "cisa:BOD2604:1.0.0", timeline, dueDays: DUE_DAYS[timeline], forensic: timeline === "3 days & forensic investigation", inputs, assumed, sentence: `${sentence}${tellAssumed(assumed)}` };
}

function toTimeline(rank: number): Bod2604Timeline {
  return (TABLE.outcome.values[rank]?.name ?? "").replace("Fix", "fix") as Bod2604Timeline;
}

function tellAssumed(assumed: Bod2604Decision["assumed"]): string {
  const said = { automatable: "not automatable", technicalImpact: "of total impact" };
  return assumed.length === 0 ? "" : ` Nobody has published it, so it counts as ${assumed.map((input) => said[input]).join(" and ")}.`;
}
