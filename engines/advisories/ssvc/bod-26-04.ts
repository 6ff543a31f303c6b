import { AdvisoryError } from "../advisories.errors.ts";

export type Bod2604Timeline = "fix on system upgrade" | "60 days" | "14 days" | "3 days" | "3 days & forensic investigation";

export interface Bod2604Row {
  readonly inKev: boolean;
  readonly exposed: boolean;
  readonly automatable: boolean;
  readonly technicalImpact: "partial" | "total";
  readonly timeline: Bod2604Timeline;
}

const row = (inKev: "yes" | "no", exposed: "yes" | "no", automatable: "yes" | "no", technicalImpact: "partial" | "total", timeline: Bod2604Timeline): Bod2604Row =>
  ({ inKev: inKev === "yes", exposed: exposed === "yes", automatable: automatable === "yes", technicalImpact, timeline });

/**
 * CISA BOD 26-04, remediation timelines, version 1.0.0, in the order of CERT/CC's SSVC table `cisa:DT_BOD2604:1.0.0`.
 * Columns: in KEV, publicly exposed, automatable, technical impact.
 */
export const BOD_26_04: readonly Bod2604Row[] = [
  row("no", "no", "no", "partial", "fix on system upgrade"),
  row("yes", "no", "no", "partial", "14 days"),
  row("no", "yes", "no", "partial", "60 days"),
  row("no", "no", "yes", "partial", "60 days"),
  row("no", "no", "no", "total", "fix on system upgrade"),
  row("yes", "yes", "no", "partial", "14 days"),
  row("yes", "no", "yes", "partial", "14 days"),
  row("no", "yes", "yes", "partial", "14 days"),
  row("yes", "no", "no", "total", "14 days"),
  row("no", "yes", "no", "total", "14 days"),
  row("no", "no", "yes", "total", "60 days"),
  row("yes", "yes", "yes", "partial", "3 days"),
  row("yes", "yes", "no", "total", "3 days & forensic investigation"),
  row("yes", "no", "yes", "total", "3 days & forensic investigation"),
  row("no", "yes", "yes", "total", "3 days"),
  row("yes", "yes", "yes", "total", "3 days & forensic investigation"),
];

const DUE_DAYS: Readonly<Record<Bod2604Timeline, number | null>> = {
  "fix on system upgrade": null,
  "60 days": 60,
  "14 days": 14,
  "3 days": 3,
  "3 days & forensic investigation": 3,
};

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
  const decided = BOD_26_04.find((candidate) =>
    candidate.inKev === inputs.inKev && candidate.exposed === inputs.exposed && candidate.automatable === inputs.automatable && candidate.technicalImpact === inputs.technicalImpact);
  if (!decided) throw new Error("the BOD 26-04 table has no row for these inputs");
  const { timeline } = decided;
  return { rule: "cisa:BOD2604:1.0.0", timeline, dueDays: DUE_DAYS[timeline], forensic: timeline === "3 days & forensic investigation", inputs, assumed, sentence: toSentence(inputs, assumed, timeline) };
}

function toSentence(inputs: Bod2604Decision["inputs"], assumed: Bod2604Decision["assumed"], timeline: Bod2604Timeline): string {
  const yesNo = (value: boolean) => (value ? "yes" : "no");
  const mark = (name: (typeof assumed)[number]) => (assumed.includes(name) ? " (not known, taken as such)" : "");
  const act = {
    "fix on system upgrade": "fix it at the next scheduled upgrade",
    "60 days": "fix it within 60 days",
    "14 days": "fix it within 14 days",
    "3 days": "fix it within 3 days",
    "3 days & forensic investigation": "fix it within 3 days and check the system for signs of compromise",
  }[timeline];
  return `Known to be exploited: ${yesNo(inputs.inKev)}; publicly exposed: ${yesNo(inputs.exposed)}; automatable: ${yesNo(inputs.automatable)}${mark("automatable")}; `
    + `technical impact: ${inputs.technicalImpact}${mark("technicalImpact")}. By BOD 26-04: ${act}.`;
}
