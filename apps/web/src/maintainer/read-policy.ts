import { readChoice, readChoices, readList, readOptionalText, readText } from "../parts/form-values.ts";
import type { Policy, ThreatModelRow } from "./maintainer.query.ts";

/** The fields of the policy's form by their names on the wire, so that a refusal that names one stands at it. */
export const POLICY = "policy";
const THREAT_MODEL = `${POLICY}.threatModel`;

/** The fields of one threat-model row, by its place in the list. */
export function rowFields(at: number) {
  const row = `${THREAT_MODEL}.${at}`;
  return { id: `${row}.id`, kind: `${row}.kind`, says: `${row}.says`, matches: `${row}.matches`, path: `${row}.matches.path`, weakness: `${row}.matches.weakness`, words: `${row}.matches.words` };
}

/** The form as a policy. `rows` is how many threat-model rows it shows. What is left empty is not set. */
export function readPolicy(form: FormData, rows: number): Policy {
  const perWeek = readOptionalText(form, `${POLICY}.perWeek`);
  const says = readOptionalText(form, `${POLICY}.endOfLife.says`);
  return {
    threatModel: Array.from({ length: rows }, (_, at) => readRow(form, at)),
    scope: { include: readList(form, `${POLICY}.scope.include`), exclude: readList(form, `${POLICY}.scope.exclude`) },
    evidenceNeeded: readChoices<Policy["evidenceNeeded"][number]>(form, `${POLICY}.evidenceNeeded`),
    formats: readChoices<Policy["formats"][number]>(form, `${POLICY}.formats`),
    openAtOnce: Number(readText(form, `${POLICY}.openAtOnce`)),
    perWeek: perWeek === null ? null : Number(perWeek),
    batching: readChoice<Policy["batching"]>(form, `${POLICY}.batching`),
    lowLane: readChoice<Policy["lowLane"]>(form, `${POLICY}.lowLane`),
    optOut: readOptionalText(form, `${POLICY}.optOut`),
    endOfLife: says === null ? null : { says, versions: readList(form, `${POLICY}.endOfLife.versions`) },
    securityContacts: readList(form, `${POLICY}.securityContacts`),
  };
}

function readRow(form: FormData, at: number): ThreatModelRow {
  const names = rowFields(at);
  const matches = (["path", "weakness", "words"] as const).flatMap((term) => {
    const value = readOptionalText(form, names[term]);
    return value === null ? [] : [[term, value] as const];
  });
  return { id: readText(form, names.id), kind: readChoice<ThreatModelRow["kind"]>(form, names.kind), says: readText(form, names.says), matches: Object.fromEntries(matches) };
}
