import type { Prioritise, Priority } from "#contracts/findings";
import type { DecisionTableName, InputSource, PriorityFacts } from "#contracts/priority";
import { AdvisoryError, decide, decideBod2604, getDecisionTable, type Bod2604Input } from "#engines/advisories";
import { FindingsRefusal } from "../findings.errors.ts";
import { exploitationInput, isExploited, raiseInputs, sourceOfExploitation, type Inputs } from "./priority.rules.ts";
import type { DecisionRecord, DecisionRow } from "./priority.store.ts";

export interface Decided {
  readonly record: Omit<DecisionRecord, "facts" | "because" | "reason">;
  /** By BOD 26-04 alone: how soon. */
  readonly bod: Omit<Priority, "at"> | null;
}

type Sources = Readonly<Record<string, InputSource>>;

const BOD_WORDS = { inKev: "in-kev", exposed: "publicly-exposed", automatable: "automatable", technicalImpact: "technical-impact" } as const;
/** What an earlier decision by BOD 26-04 has settled for the other tables too. */
const CARRIED = ["automatable", "technical-impact"] as const;

/** A person's decision by the table they name. Throws where the table cannot decide on it, or the facts say otherwise. */
export function decideByPerson(wish: Prioritise, known: { readonly facts: PriorityFacts; readonly earlier: readonly DecisionRow[] }): Decided {
  const table = wish.table ?? "bod-26-04";
  const given = table === "bod-26-04" ? toWords(toBod(wish)) : fillInputs(table, wish.inputs ?? {}, known);
  const contradicted = Object.entries(raiseInputs(table, given.inputs, known.facts)).find(([name, value]) => given.inputs[name]?.toLowerCase() !== value && name === exploitationInput(table)[0]);
  if (contradicted) {
    const [name, value] = contradicted;
    const who = known.facts.kev ? `${known.facts.kev.cveId} is listed as exploited` : "an analyst says that it is exploited now";
    const field = table === "bod-26-04" ? "inKev" : `inputs.${name}`;
    throw new FindingsRefusal("contradicts-facts", `${field}: ${who}; give ${value}, or take the reference or the word back first`, { field });
  }
  const saidBy = nameSources(wish, table, given);
  return table === "bod-26-04" ? decideBod(toBod(wish), saidBy) : decideTable(table, given.inputs, saidBy);
}

/** The same table again, on facts that may have changed; undefined where the table asks for what nobody has said yet. */
export function decideAgain(last: DecisionRecord, facts: PriorityFacts): Decided | undefined {
  const raised = raiseInputs(last.table, last.inputs, facts);
  const isRaised = raised[exploitationInput(last.table)[0]] !== last.inputs[exploitationInput(last.table)[0]];
  const saidBy = isRaised ? { ...last.saidBy, [exploitationInput(last.table)[0]]: sourceOfExploitation(facts) } : last.saidBy;
  if (last.table !== "bod-26-04") return decideTable(last.table, ofTable(last.table, raised), saidBy);
  const isAssumed = (name: string) => last.saidBy[name] === "default";
  // An entry of KEV comes with CISA's own metadata; what stood there was a default.
  if (raised["in-kev"] === "yes" && CARRIED.some(isAssumed)) return undefined;
  const inputs: Bod2604Input = {
    inKev: raised["in-kev"] === "yes",
    exposed: raised["publicly-exposed"] === "yes",
    automatable: isAssumed("automatable") ? null : raised["automatable"] === "yes",
    technicalImpact: isAssumed("technical-impact") ? null : raised["technical-impact"] === "total" ? "total" : "partial",
  };
  return decideBod(inputs, saidBy);
}

/** A decision as a record, also one from before there were records. */
export function toRecord({ record, decision }: DecisionRow): DecisionRecord {
  if (record) return record;
  const { inputs, assumed } = decision;
  const words = toWords(inputs);
  const { record: decided } = decideBod({ ...inputs, automatable: assumed.includes("automatable") ? null : inputs.automatable, technicalImpact: assumed.includes("technicalImpact") ? null : inputs.technicalImpact }, words.saidBy);
  return { ...decided, facts: null, because: null, reason: null };
}

function toBod({ inKev = false, exposed = false, automatable = null, technicalImpact = null }: Prioritise): Bod2604Input {
  return { inKev, exposed, automatable, technicalImpact };
}

function toWords({ inKev, exposed, automatable, technicalImpact }: Bod2604Input): { readonly inputs: Inputs; readonly saidBy: Sources } {
  const yesNo = (value: boolean) => (value ? "yes" : "no");
  return {
    inputs: { "in-kev": yesNo(inKev), "publicly-exposed": yesNo(exposed), automatable: yesNo(automatable ?? false), "technical-impact": technicalImpact ?? "total" },
    saidBy: { ...(automatable === null ? { automatable: "default" } : {}), ...(technicalImpact === null ? { "technical-impact": "default" } : {}) },
  };
}

/** What is known already need not be given: exploitation by the facts, two inputs by an earlier decision. */
function fillInputs(table: DecisionTableName, given: Inputs, { facts, earlier }: { readonly facts: PriorityFacts; readonly earlier: readonly DecisionRow[] }): { readonly inputs: Inputs; readonly saidBy: Sources } {
  const asked = getDecisionTable(table).inputs.map(({ word }) => word);
  const bod = earlier.findLast(({ decision_table }) => decision_table === "bod-26-04");
  const settled = bod ? toRecord(bod) : undefined;
  const carried = CARRIED.filter((name) => settled && asked.includes(name) && !(name in given));
  const [exploitation, worst] = exploitationInput(table);
  const isFilled = isExploited(facts) && asked.includes(exploitation) && !(exploitation in given);
  return {
    inputs: { ...Object.fromEntries(carried.map((name) => [name, settled?.inputs[name] ?? ""])), ...(isFilled ? { [exploitation]: worst } : {}), ...given },
    saidBy: { ...Object.fromEntries(carried.map((name) => [name, settled?.saidBy[name] ?? "analyst"])), ...(isFilled ? { [exploitation]: sourceOfExploitation(facts) } : {}) },
  };
}

/** Who said each input: as named, as known, else the analyst. */
function nameSources({ saidBy = {} }: Prioritise, table: DecisionTableName, given: { readonly inputs: Inputs; readonly saidBy: Sources }): Sources {
  const toWord = (name: string) => (table === "bod-26-04" && name in BOD_WORDS ? BOD_WORDS[name as keyof typeof BOD_WORDS] : name);
  const named = Object.fromEntries(Object.entries(saidBy).map(([name, source]) => [toWord(name), source]));
  const stray = Object.keys(saidBy).find((name) => !(toWord(name) in given.inputs));
  if (stray !== undefined) throw new FindingsRefusal("priority-input-refused", `saidBy.${stray}: is no input that was given`, { field: `saidBy.${stray}` });
  return { ...Object.fromEntries(Object.keys(given.inputs).map((name) => [name, "analyst" as const])), ...named, ...given.saidBy };
}

function decideBod(inputs: Bod2604Input, saidBy: Sources): Decided {
  try {
    const { sentence, assumed, ...decision } = decideBod2604(inputs);
    const words = toWords(inputs).inputs;
    const { rule, outcome, rank } = decide(getDecisionTable("bod-26-04"), words);
    return { record: { table: "bod-26-04", rule, outcome, rank, sentence, inputs: words, saidBy: { ...sourcesOf(words, "analyst"), ...saidBy } }, bod: { ...decision, sentence, assumed: [...assumed] } };
  } catch (cause) {
    if (!(cause instanceof AdvisoryError)) throw cause;
    throw new FindingsRefusal("priority-input-missing", cause.message, { field: inputs.automatable === null ? "automatable" : "technicalImpact", cause });
  }
}

function decideTable(table: DecisionTableName, given: Inputs, saidBy: Sources): Decided {
  try {
    const { rule, outcome, rank, sentence, inputs, derived } = decide(getDecisionTable(table), given);
    const all = Object.assign({}, ...derived.map((one) => one.inputs), inputs) as Inputs;
    return { record: { table, rule, outcome, rank, sentence, inputs: all, saidBy: { ...sourcesOf(all, "analyst"), ...saidBy } }, bod: null };
  } catch (cause) {
    if (!(cause instanceof AdvisoryError)) throw cause;
    const field = `inputs${cause.field.replace("/", ".")}`;
    throw new FindingsRefusal("priority-input-refused", `${field}: ${cause.message}`, { field, cause });
  }
}

function sourcesOf(inputs: Inputs, source: InputSource): Sources {
  return Object.fromEntries(Object.keys(inputs).map((name) => [name, source]));
}

/** Without what the table's own inputs were derived from. */
function ofTable(table: DecisionTableName, inputs: Inputs): Inputs {
  const asked = getDecisionTable(table).inputs.map(({ word }) => word);
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => asked.includes(name)));
}
