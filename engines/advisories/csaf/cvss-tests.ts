// Tests of section 6 about CVSS. The vector has precedence: what stands beside it must say the same.
import { AdvisoryError } from "../advisories.errors.ts";
import { cvssScores, type CvssScores } from "../cvss-score.ts";
import { BOTH, ONLY_21, type CsafTest, type Report } from "./csaf-test.types.ts";
import { toPart, toText, type Part } from "./json-parts.ts";
import type { CsafDocument, Metric } from "./read-document.ts";
import { STATUS_GROUPS } from "./status-groups.ts";

const KINDS = ["cvss_v2", "cvss_v3", "cvss_v4"] as const;
type Kind = (typeof KINDS)[number];

interface Given {
  readonly kind: Kind;
  readonly cvss: Part;
  readonly path: string;
  readonly metric: Metric;
}

function given({ vulnerabilities }: CsafDocument): Given[] {
  return vulnerabilities.flatMap(({ metrics }) => metrics).flatMap((metric) => KINDS.flatMap((kind): Given[] => {
    const cvss = toPart(metric.content[kind]);
    return cvss ? [{ kind, cvss, path: `${metric.contentPath}/${kind}`, metric }] : [];
  }));
}

const known = new WeakMap<Part, CvssScores | null>();

function scoresOf(cvss: Part): CvssScores | undefined {
  const before = known.get(cvss);
  if (before !== undefined) return before ?? undefined;
  const scores = readScores(toText(cvss["vectorString"]));
  known.set(cvss, scores ?? null);
  return scores;
}

function readScores(vector: string | undefined): CvssScores | undefined {
  if (vector === undefined) return undefined;
  try {
    return cvssScores(vector);
  } catch (error) {
    // The schema says what is wrong with the vector (test 6.1.8).
    if (error instanceof AdvisoryError) return undefined;
    throw error;
  }
}

export const cvssTests: readonly CsafTest[] = [
  {
    id: "6.1.7", versions: BOTH,
    run: ({ vulnerabilities }, report) => {
      for (const { metrics } of vulnerabilities) {
        const seen = new Set<string>();
        for (const { content, contentPath, path, products, source } of metrics) {
          for (const kind of KINDS) {
            const cvss = toPart(content[kind]);
            if (!cvss) continue;
            const version = toText(cvss["version"]) ?? kind;
            for (const id of new Set(products)) {
              const key = JSON.stringify([id, version, source]);
              if (seen.has(key)) report(source === undefined ? `${contentPath}/${kind}` : path, `"${id}" has a CVSS ${version} score of the same source already`);
              seen.add(key);
            }
          }
        }
      }
    },
  },
  { id: "6.1.9", versions: BOTH, run: (document, report) => given(document).forEach((one) => checkScores(one, report)) },
  { id: "6.1.10", versions: BOTH, run: (document, report) => given(document).forEach((one) => checkProperties(one, report)) },
  {
    id: "6.1.56", versions: ONLY_21,
    run: ({ vulnerabilities }, report) => {
      for (const { metrics } of vulnerabilities) {
        const keysOf = (one: Metric): string[] => one.products.map((id) => JSON.stringify([id, one.source]));
        const scored = new Set(metrics.filter(({ content }) => KINDS.some((kind) => content[kind] !== undefined)).flatMap(keysOf));
        for (const metric of metrics) {
          if (metric.content["qualitative_severity_rating"] !== undefined && keysOf(metric).some((key) => scored.has(key))) report(metric.contentPath, "the same source gives a CVSS score for one of these products already");
        }
      }
    },
  },
  { id: "6.2.19", versions: BOTH, run: findScoredFixes },
  {
    id: "6.3.1", versions: BOTH,
    run: ({ vulnerabilities }, report) => {
      for (const { metrics } of vulnerabilities) {
        const others = new Set(metrics.filter(({ content }) => Object.keys(content).some((key) => OTHER_SYSTEMS.has(key))).flatMap(({ products }) => products));
        for (const { content, contentPath, products } of metrics) {
          const alone = content["cvss_v2"] === undefined ? undefined : products.find((id) => !others.has(id));
          if (alone !== undefined) report(`${contentPath}/cvss_v2`, `CVSS 2 is the only score of "${alone}"; give CVSS 4 too`);
        }
      }
    },
  },
  {
    id: "6.3.2", versions: BOTH,
    run: (document, report) => {
      for (const { kind, cvss, path } of given(document)) {
        if (kind === "cvss_v3" && (cvss["version"] === "3.0" || toText(cvss["vectorString"])?.startsWith("CVSS:3.0/"))) report(cvss["version"] === "3.0" ? `${path}/version` : `${path}/vectorString`, "CVSS 3.0 is used; 3.1 is clearer");
      }
    },
  },
  {
    id: "6.3.12", versions: ONLY_21,
    run: ({ vulnerabilities }, report) => {
      for (const { path, metrics, statuses } of vulnerabilities) {
        const withCvss = metrics.filter(({ content }) => KINDS.some((kind) => content[kind] !== undefined));
        for (const { content, contentPath } of withCvss) if (content["cvss_v4"] === undefined) report(contentPath, "there is a CVSS score here, but none of CVSS 4");
        const scored = new Set(withCvss.flatMap(({ products }) => products));
        for (const word of STATUS_GROUPS.get("affected") ?? []) {
          for (const [id, index] of statuses.get(word) ?? []) if (!scored.has(id)) report(`${path}/product_status/${word}/${index}`, `"${id}" has no CVSS score`);
        }
      }
    },
  },
];

const OTHER_SYSTEMS = new Set(["cvss_v3", "cvss_v4", "epss", "ssvc_v2", "qualitative_severity_rating"]);

function checkScores({ kind, cvss, path }: Given, report: Report): void {
  const scores = scoresOf(cvss);
  if (!scores) return;
  const threat = scores.threat ?? scores.base;
  const expected: Record<string, readonly number[]> = kind === "cvss_v4"
    // CVSS 4 has one score for the whole vector; publishers also write that of the base metrics under this name.
    ? { base: [scores.overall, scores.base] }
    : { base: [scores.base], temporal: [threat], environmental: [scores.environmental ?? threat] };
  for (const [group, values] of Object.entries(expected)) {
    const score = cvss[`${group}Score`];
    if (typeof score === "number" && !values.includes(score)) report(`${path}/${group}Score`, `the vector gives ${values[0]}, not ${score}`);
    const severity = toText(cvss[`${group}Severity`]);
    const right = (typeof score === "number" && values.includes(score) ? [score] : values).map(severityOf);
    if (severity !== undefined && kind !== "cvss_v2" && !right.includes(severity)) report(`${path}/${group}Severity`, `the vector gives ${right[0]}, not ${severity}`);
  }
}

function severityOf(score: number): string {
  if (score === 0) return "NONE";
  return score < 4 ? "LOW" : score < 7 ? "MEDIUM" : score < 9 ? "HIGH" : "CRITICAL";
}

const BASE_3 = { attackVector: "AV", attackComplexity: "AC", privilegesRequired: "PR", userInteraction: "UI", scope: "S", confidentialityImpact: "C", integrityImpact: "I", availabilityImpact: "A" };
const REQUIREMENTS = { confidentialityRequirement: "CR", integrityRequirement: "IR", availabilityRequirement: "AR" };
const BASE_4 = {
  attackVector: "AV", attackComplexity: "AC", attackRequirements: "AT", privilegesRequired: "PR", userInteraction: "UI", vulnConfidentialityImpact: "VC", vulnIntegrityImpact: "VI",
  vulnAvailabilityImpact: "VA", subConfidentialityImpact: "SC", subIntegrityImpact: "SI", subAvailabilityImpact: "SA",
};

function modified(base: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(base).map(([name, metric]) => [`modified${name.charAt(0).toUpperCase()}${name.slice(1)}`, `M${metric}`]));
}

const METRICS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  cvss_v2: {
    accessVector: "AV", accessComplexity: "AC", authentication: "Au", confidentialityImpact: "C", integrityImpact: "I", availabilityImpact: "A", exploitability: "E",
    remediationLevel: "RL", reportConfidence: "RC", collateralDamagePotential: "CDP", targetDistribution: "TD", ...REQUIREMENTS,
  },
  cvss_v3: { ...BASE_3, exploitCodeMaturity: "E", remediationLevel: "RL", reportConfidence: "RC", ...REQUIREMENTS, ...modified(BASE_3) },
  cvss_v4: {
    ...BASE_4, exploitMaturity: "E", ...REQUIREMENTS, ...modified(BASE_4), Safety: "S", Automatable: "AU", Recovery: "R", valueDensity: "V", vulnerabilityResponseEffort: "RE", providerUrgency: "U",
  },
};

// Where the value in the vector is not the word's first letter.
const VALUES_2: Readonly<Record<string, string>> = {
  PROOF_OF_CONCEPT: "POC", OFFICIAL_FIX: "OF", TEMPORARY_FIX: "TF", UNCONFIRMED: "UC", UNCORROBORATED: "UR", LOW_MEDIUM: "LM", MEDIUM_HIGH: "MH",
};

function toValue(kind: Kind, metric: string, word: string): string {
  if (word === "NOT_DEFINED") return kind === "cvss_v2" ? "ND" : "X";
  if (kind === "cvss_v2") return VALUES_2[word] ?? word.charAt(0);
  if (kind === "cvss_v4" && metric === "U") return word.charAt(0) + word.slice(1).toLowerCase();
  return word.charAt(0);
}

function checkProperties({ kind, cvss, path }: Given, report: Report): void {
  if (!scoresOf(cvss)) return;
  const vector = new Map((toText(cvss["vectorString"]) ?? "").split("/").map((pair) => pair.split(":") as [string, string]));
  for (const [name, metric] of Object.entries(METRICS[kind])) {
    const word = toText(cvss[name]);
    if (word === undefined) continue;
    // A metric that the vector leaves out may be given beside it; only what both give can contradict.
    const value = vector.get(metric);
    if (value !== undefined && toValue(kind, metric, word) !== value) report(`${path}/${name}`, `${word} contradicts the vector, which has ${metric}:${value}`);
  }
}

const ZERO_WORDS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  cvss_v2: { targetDistribution: "NONE" },
  cvss_v3: { modifiedConfidentialityImpact: "NONE", modifiedIntegrityImpact: "NONE", modifiedAvailabilityImpact: "NONE" },
  cvss_v4: {
    modifiedVulnConfidentialityImpact: "NONE", modifiedVulnIntegrityImpact: "NONE", modifiedVulnAvailabilityImpact: "NONE",
    modifiedSubConfidentialityImpact: "NEGLIGIBLE", modifiedSubIntegrityImpact: "NEGLIGIBLE", modifiedSubAvailabilityImpact: "NEGLIGIBLE",
  },
};

function isZero(kind: Kind, cvss: Part): boolean {
  if (scoresOf(cvss)?.overall === 0 || cvss["environmentalScore"] === 0) return true;
  return Object.entries(ZERO_WORDS[kind]).every(([name, word]) => cvss[name] === word);
}

function findScoredFixes({ vulnerabilities }: CsafDocument, report: Report): void {
  for (const { path, statuses, metrics } of vulnerabilities) {
    for (const word of STATUS_GROUPS.get("fixed") ?? []) {
      const places = new Map((statuses.get(word) ?? []).map(([id, index]) => [id, index]));
      if (places.size === 0) continue;
      const told = new Set<string>();
      for (const { content, products } of metrics) {
        const kind = KINDS.find((one) => toPart(content[one]) && !isZero(one, toPart(content[one]) ?? {}));
        if (kind === undefined) continue;
        for (const id of products) {
          const index = places.get(id);
          if (index === undefined || told.has(id)) continue;
          told.add(id);
          report(`${path}/product_status/${word}/${index}`, `"${id}" is fixed, yet it has a ${kind.replace("cvss_v", "CVSS ")} score above 0`);
        }
      }
    }
  }
}
