import calculator from "ae-cvss-calculator";
import { AdvisoryError } from "./advisories.errors.ts";
import type { Rating } from "./advisories.types.ts";
import { showHidden } from "./bounded-json.ts";

const { Cvss2, Cvss3P0, Cvss3P1, Cvss4P0 } = calculator;

export type CvssVersion = "2.0" | "3.0" | "3.1" | "4.0";

export interface CvssScore {
  readonly version: CvssVersion;
  readonly vector: string;
  /** Base score of versions 2 and 3; the score of the whole vector in version 4, which has only one. */
  readonly score: number;
  readonly rating: Rating;
}

const LONGEST_VECTOR = 256;

/**
 * Scores a CVSS vector as FIRST's specifications of 2.0, 3.0, 3.1 and 4.0 compute it.
 * Version 2 has no rating words of its own; NVD's bands are used for it, which are those of version 3 without "critical".
 * Throws AdvisoryError `invalid-vector`.
 */
export function cvssScore(vector: string): CvssScore {
  const version = versionOf(vector);
  // The calculator drops what it does not know and lets a second value win, so each metric must come back as it was given.
  const metrics = vector.slice(version === "2.0" ? 0 : "CVSS:x.y/".length).split("/");
  const names = metrics.map((metric) => metric.split(":")[0]);
  const parsed = parseVector(version, vector);
  const canonical = parsed.toString(true).split("/");
  if (new Set(names).size !== names.length || !metrics.every((metric) => canonical.includes(metric)) || !parsed.isBaseFullyDefined()) {
    throw refuse(vector, "it repeats or misspells a metric, or leaves out a base metric");
  }
  const order = canonical.filter((metric) => metrics.includes(metric));
  if (version === "4.0" && order.join("/") !== metrics.join("/")) {
    throw refuse(vector, "CVSS 4.0 prescribes the order of the metrics");
  }
  const scores = parsed.calculateScores(false);
  const score = version === "4.0" ? scores.overall : baseOf(scores);
  return { version, vector, score, rating: ratingOf(version, score) };
}

function versionOf(vector: string): CvssVersion {
  if (vector.length > LONGEST_VECTOR || !/^[A-Za-z0-9.:/]+$/.test(vector)) throw refuse(vector, "it holds characters no vector has");
  const prefix = /^CVSS:(3\.0|3\.1|4\.0)\//.exec(vector)?.[1];
  if (prefix !== undefined) return prefix as CvssVersion;
  if (vector.startsWith("AV:")) return "2.0";
  throw refuse(vector, "it starts with no known version; expected CVSS:3.0/, CVSS:3.1/, CVSS:4.0/ or, for 2.0, AV:");
}

function parseVector(version: CvssVersion, vector: string) {
  try {
    switch (version) {
      case "2.0": return new Cvss2(vector);
      case "3.0": return new Cvss3P0(vector);
      case "3.1": return new Cvss3P1(vector);
      case "4.0": return new Cvss4P0(vector);
    }
  } catch (cause) {
    throw refuse(vector, "it holds a metric or value this version does not have", cause);
  }
}

function baseOf(scores: { readonly overall: number; readonly base?: number | undefined }): number {
  return scores.base ?? scores.overall;
}

/** CVSS 3.1 section 5 and CVSS 4.0 section 6. */
function ratingOf(version: CvssVersion, score: number): Rating {
  if (version !== "2.0" && score === 0) return "none";
  if (score < 4) return "low";
  if (score < 7) return "medium";
  return version === "2.0" || score < 9 ? "high" : "critical";
}

function refuse(vector: string, why: string, cause?: unknown): AdvisoryError {
  return new AdvisoryError("invalid-vector", "", `${showHidden(JSON.stringify(vector.slice(0, LONGEST_VECTOR)))} is no CVSS vector: ${why}.`, { cause });
}
