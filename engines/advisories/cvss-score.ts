import calculator from "ae-cvss-calculator";
import { AdvisoryError } from "./advisories.errors.ts";
import type { Rating } from "./advisories.types.ts";
import { showHidden } from "./bounded-json.ts";
import { scoreCvss2 } from "./cvss2-score.ts";

const { Cvss2, Cvss3P0, Cvss3P1, Cvss4P0 } = calculator;

export type CvssVersion = "2.0" | "3.0" | "3.1" | "4.0";

export interface CvssScore {
  readonly version: CvssVersion;
  readonly vector: string;
  /** Base score of versions 2 and 3; the score of the whole vector in version 4, which has only one. */
  readonly score: number;
  readonly rating: Rating;
}

/** What each group of a vector's metrics makes of it. */
export interface CvssScores {
  readonly version: CvssVersion;
  readonly vector: string;
  readonly base: number;
  /** With the threat metrics (versions 2 and 3: temporal); null where none is given in versions 2 and 4. */
  readonly threat: number | null;
  /** With the environmental metrics, and in versions 2 and 3 with the temporal ones too; null as above. */
  readonly environmental: number | null;
  /** With everything that the vector holds. */
  readonly overall: number;
  readonly baseRating: Rating;
  readonly overallRating: Rating;
}

const LONGEST_VECTOR = 256;

/**
 * Scores a CVSS vector as FIRST's specifications of 2.0, 3.0, 3.1 and 4.0 compute it.
 * Version 2 has no rating words of its own; NVD's bands are used for it, which are those of version 3 without "critical".
 * Throws AdvisoryError `invalid-vector`.
 */
export function cvssScore(vector: string): CvssScore {
  const { version, base, overall } = cvssScores(vector);
  const score = version === "4.0" ? overall : base;
  return { version, vector, score, rating: ratingOf(version, score) };
}

/**
 * The same, score by score. In version 3 a group that is not given is scored as not defined: the temporal score is then the
 * base score; the environmental one mostly, but for 3.1, whose formula for a changed scope is another one there.
 */
export function cvssScores(vector: string): CvssScores {
  const version = versionOf(vector);
  const scores = scoreGroups(version, readMetrics(version, vector));
  const overall = scores.overall ?? scores.environmental ?? scores.threat ?? scores.base;
  return { version, vector, ...scores, overall, baseRating: ratingOf(version, scores.base), overallRating: ratingOf(version, overall) };
}

/** The parsed vector and its metrics as they were given: nothing repeated, misspelt or missing. */
function readMetrics(version: CvssVersion, vector: string) {
  // The calculator drops what it does not know and lets a second value win, so each metric must come back as it was given.
  const metrics = vector.slice(version === "2.0" ? 0 : "CVSS:x.y/".length).split("/");
  const pairs = metrics.map((metric) => metric.split(":") as [string, string]);
  const given = new Map(pairs);
  const parsed = parseVector(version, vector);
  const canonical = parsed.toString(true).split("/");
  if (given.size !== metrics.length || !metrics.every((metric) => canonical.includes(metric)) || !parsed.isBaseFullyDefined()) {
    throw refuse(vector, "it repeats or misspells a metric, or leaves out a base metric");
  }
  const order = canonical.filter((metric) => metrics.includes(metric));
  if (version === "4.0" && order.join("/") !== metrics.join("/")) throw refuse(vector, "CVSS 4.0 prescribes the order of the metrics");
  return { parsed, given };
}

function scoreGroups(version: CvssVersion, { parsed, given }: ReturnType<typeof readMetrics>): Pick<CvssScores, "base" | "threat" | "environmental"> & { readonly overall?: number } {
  if (version === "2.0") {
    const { base, temporal, environmental } = scoreCvss2(given);
    return { base, threat: temporal, environmental };
  }
  const scores = parsed.calculateScores(false);
  if ("baseMetricsOnly" in scores) return { base: scores.baseMetricsOnly ?? scores.overall, threat: scores.threat ?? null, environmental: scores.environmental ?? null, overall: scores.overall };
  const base = scores.base ?? scores.overall;
  const threat = ("temporal" in scores ? scores.temporal : undefined) ?? base;
  if (scores.environmental !== undefined) return { base, threat, environmental: scores.environmental };
  // The calculator skips the group; a requirement of "medium" weighs the same as none.
  parsed.applyVector("CR:M");
  const { environmental = threat } = parsed.calculateScores(false);
  return { base, threat, environmental, overall: threat };
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
