import type { PublicAdvisory, ReadAdvisory, ReadAdvisoryFields, ReadVulnerability, ValidationFinding } from "../advisories.types.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { checkDates } from "./check-dates.ts";
import { checkNames } from "./check-names.ts";
import { checkSeverities } from "./check-severities.ts";
import { checkVersions } from "./check-versions.ts";
import type { Tell } from "./consistency.types.ts";

// Of a document that contradicts itself everywhere, enough is told.
const MOST_FINDINGS = 200;

/**
 * What an advisory says that cannot all be true, and that no standard's test looks at: ranges against enumerated and fixed versions,
 * CPE names against package URLs, words against scores and vectors, dates against each other, CVE ids in the text against those it names.
 * Each finding is a suspicion for a person to look at, never an error; where the order of versions is not certain, nothing is said.
 * `test` is `consistency.<name>`; `path` is in the model: `/vulnerabilities/0/products/1/ranges/0`, or `/products/…` of a public advisory.
 */
export function checkConsistency(advisory: ReadAdvisory | PublicAdvisory): readonly ValidationFinding[] {
  const isRead = "vulnerabilities" in advisory;
  const fields: ReadAdvisoryFields = isRead ? advisory : stateAdvisory(advisory);
  const findings: ValidationFinding[] = [];
  const tellAt = (root: string): Tell => (test, path, message) => {
    if (findings.length < MOST_FINDINGS) findings.push({ test: `consistency.${test}`, path: `${root}${path}`, message });
  };
  checkDates(fields, tellAt(""));
  for (const [index, vulnerability] of fields.vulnerabilities.entries()) checkVulnerability(fields, vulnerability, tellAt(isRead ? `/vulnerabilities/${index}` : ""));
  return findings;
}

function checkVulnerability(fields: ReadAdvisoryFields, vulnerability: ReadVulnerability, tell: Tell): void {
  checkVersions(vulnerability.products, tell);
  checkNames(vulnerability.products, tell);
  checkSeverities(fields, vulnerability, tell);
}
