import { Bool, Field } from "o1js";
import { CircuitMeasure, CircuitResults, CircuitRule, commitResults, commitRule, DecisionStatement } from "./decision-circuit.ts";
import { resultsContext, standardContext } from "./decision-context.ts";
import { DecisionProofError } from "./decision-proof.errors.ts";
import {
  COUNT_BITS, LARGEST_FIGURE_BITS, MEASURES, OUTCOME_CODES, SAMPLES_PER_SLOT, SLOTS,
  type DecisionClaim, type DecisionCounts, type DecisionMeasure, type DecisionRule, type ResultsReference, type StandardReference,
} from "./decision.types.ts";

/*
 * Between plain values and those of the circuit. Plain o1js values, no proof system: importing this takes a tenth of a
 * second, computing a commitment a few milliseconds.
 */

/** The commitment to a rule, published with its standard. */
export function computeRuleCommitment(input: { readonly reference: StandardReference; readonly rule: DecisionRule; readonly salt: string }): string {
  return toHex(commitRule(toField(standardContext(input.reference)), toCircuitRule(input.rule, input.salt)));
}

/** The commitment to the counts of a run, published when its results are sealed. */
export function computeCountsCommitment(input: { readonly reference: ResultsReference; readonly counts: DecisionCounts; readonly salt: string }): string {
  return toHex(commitResults(toField(resultsContext(input.reference)), toCircuitResults(input.counts, input.salt)));
}

export function toStatement({ reference, ruleCommitment, countsCommitment, outcome }: DecisionClaim): DecisionStatement {
  return new DecisionStatement({
    standardContext: toField(standardContext(reference)),
    ruleCommitment: toField(ruleCommitment),
    resultsContext: toField(resultsContext(reference)),
    resultsCommitment: toField(countsCommitment),
    outcome: Field(OUTCOME_CODES[outcome]),
  });
}

export function toCircuitRule({ rule, measures }: DecisionRule, salt: string): CircuitRule {
  if (measures.length > MEASURES) throw outOfRange(`A rule has at most ${MEASURES} measures, not ${measures.length}`);
  return new CircuitRule({ salt: toField(salt), isAny: Bool(rule === "any"), measures: Array.from({ length: MEASURES }, (_, at) => toCircuitMeasure(measures[at])) });
}

function toCircuitMeasure(measure: DecisionMeasure | undefined): CircuitMeasure {
  const slots = new Set(measure?.slots);
  for (const slot of slots) requireWhole(slot, "A slot", SLOTS - 1);
  const figure = (name: "samples" | "required" | "minimum") => Field(requireWhole(measure?.[name] ?? 0, `A measure's ${name}`, 2 ** LARGEST_FIGURE_BITS - 1));
  return new CircuitMeasure({
    isUsed: Bool(measure !== undefined),
    mask: Array.from({ length: SLOTS }, (_, slot) => Bool(slots.has(slot))),
    samples: figure("samples"), required: figure("required"), minimum: figure("minimum"),
  });
}

export function toCircuitResults(counts: DecisionCounts, salt: string): CircuitResults {
  if (counts.length > SLOTS) throw outOfRange(`Results have at most ${SLOTS} tasks, not ${counts.length}`);
  const bits = Array.from({ length: SLOTS }, (_, slot) => counts[slot] ?? { passed: 0, failed: 0 }).flatMap(({ passed, failed }) => [...toBits(passed), ...toBits(failed)]);
  return new CircuitResults({ salt: toField(salt), bits });
}

function toBits(count: number): Bool[] {
  requireWhole(count, "A count", SAMPLES_PER_SLOT);
  return Array.from({ length: COUNT_BITS }, (_, place) => Bool(((count >> place) & 1) === 1));
}

function requireWhole(value: number, what: string, most: number): number {
  if (!Number.isInteger(value) || value < 0 || value > most) throw outOfRange(`${what} is a whole number up to ${most}, not ${value}`);
  return value;
}

/** Throws unless it is 64 hex digits of a number below the field's order: so that an element has one spelling. */
function toField(hex: string): Field {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw outOfRange("A field element is 64 lower-case hex digits");
  const value = BigInt(`0x${hex}`);
  if (value >= Field.ORDER) throw outOfRange("A field element is smaller than the field's order");
  return Field(value);
}

function toHex(field: Field): string {
  return field.toBigInt().toString(16).padStart(64, "0");
}

function outOfRange(message: string): DecisionProofError {
  return new DecisionProofError("out-of-range", message);
}
