import { Bool, Field, Poseidon, Provable, Struct, ZkProgram } from "o1js";
import { COUNT_BITS, LARGEST_FIGURE_BITS, MEASURES, OUTCOME_CODES, SLOTS } from "./decision.types.ts";

/*
 * What is proven: somebody knows a rule and results that open the two commitments, and the public outcome is what the rule
 * says of the results (rooms/benchmarking/decision.rules.ts is the same rule in words), or leaves the question open.
 *
 * Results are two small counts per task slot, passed and failed; what is neither was not measured. A measure sums them over
 * its slots and compares whole numbers. Everything is fixed in size, so the proof's size and time tell nothing either.
 */

const SLOT_BITS = 2 * COUNT_BITS;
// A field element of the Pasta curves holds 254 bits; whole slots only, so that packing cannot overflow.
const SLOTS_PER_FIELD = Math.floor(250 / SLOT_BITS);
const MASK_BITS_PER_FIELD = 250;

// Both sums of a measure travel in one field element; each stays below 2^16.
const FAILED_SHIFT = 1n << 16n;

const RULE_DOMAIN = "breakwater-rule";
const RESULTS_DOMAIN = "breakwater-counts";

export class CircuitMeasure extends Struct({
  isUsed: Bool,
  mask: Provable.Array(Bool, SLOTS),
  samples: Field,
  required: Field,
  minimum: Field,
}) {}

export class CircuitRule extends Struct({ salt: Field, isAny: Bool, measures: Provable.Array(CircuitMeasure, MEASURES) }) {}

/** Per slot the bits of how many passed, then of how many failed; the lowest first. */
export class CircuitResults extends Struct({ salt: Field, bits: Provable.Array(Bool, SLOTS * SLOT_BITS) }) {}

/** Everything a verifier sees; all of it is derived from the signed determination and the ledger. */
export class DecisionStatement extends Struct({
  standardContext: Field,
  ruleCommitment: Field,
  resultsContext: Field,
  resultsCommitment: Field,
  outcome: Field,
}) {}

export function commitRule(context: Field, { salt, isAny, measures }: CircuitRule): Field {
  const fields = measures.flatMap((measure) => [
    measure.samples.mul(1n << 34n).add(measure.required.mul(1n << 18n)).add(measure.minimum.mul(2)).add(measure.isUsed.toField()),
    ...pack(measure.mask, MASK_BITS_PER_FIELD),
  ]);
  return Poseidon.hashWithPrefix(RULE_DOMAIN, [context, salt, isAny.toField(), ...fields]);
}

export function commitResults(context: Field, { salt, bits }: CircuitResults): Field {
  return Poseidon.hashWithPrefix(RESULTS_DOMAIN, [context, salt, ...pack(bits, SLOTS_PER_FIELD * SLOT_BITS)]);
}

function pack(bits: readonly Bool[], perField: number): Field[] {
  return Array.from({ length: Math.ceil(bits.length / perField) }, (_, at) => toNumber(bits.slice(at * perField, (at + 1) * perField)));
}

/** The number whose binary digits these are, the lowest first. */
function toNumber(bits: readonly Bool[]): Field {
  return bits.reduce((sum, bit, place) => sum.add(bit.toField().mul(1n << BigInt(place))), Field(0)).seal();
}

/** Whether a ≥ b, both known to lie below 2^LARGEST_FIGURE_BITS: the bit that a − b leaves above them. */
function isAtLeast(a: Field, b: Field): Bool {
  const bits = a.sub(b).add(1n << BigInt(LARGEST_FIGURE_BITS)).toBits(LARGEST_FIGURE_BITS + 1);
  return bits[LARGEST_FIGURE_BITS] as Bool;
}

/** Splits both sums again and thereby shows that neither ran over. */
function splitSums(sum: Field): { readonly passed: Field; readonly failed: Field } {
  const bits = sum.toBits(32);
  return { passed: toNumber(bits.slice(0, 16)), failed: toNumber(bits.slice(16)) };
}

function judge(measure: CircuitMeasure, slots: readonly Field[]): { readonly yes: Bool; readonly no: Bool; readonly unknown: Bool } {
  const { passed, failed } = splitSums(measure.mask.reduce((sum, bit, slot) => sum.add(bit.toField().mul(slots[slot] as Field).seal()), Field(0)).seal());
  for (const figure of [measure.samples, measure.required, measure.minimum]) figure.toBits(LARGEST_FIGURE_BITS);
  const counted = passed.add(failed).seal();
  isAtLeast(measure.samples, counted).assertTrue("more samples were counted than the standard fixed");
  const isEnough = isAtLeast(counted, measure.minimum);
  const reaches = isAtLeast(passed, measure.required);
  // What was not measured might have passed, all of it.
  const mightReach = isAtLeast(measure.samples.sub(failed).seal(), measure.required);
  const yes = measure.isUsed.and(isEnough).and(reaches);
  const no = measure.isUsed.and(isEnough).and(mightReach.not());
  return { yes, no, unknown: measure.isUsed.and(yes.not()).and(no.not()) };
}

function decide({ isAny, measures }: CircuitRule, slots: readonly Field[]): Field {
  const judged = measures.map((measure) => judge(measure, slots));
  const some = (of: readonly Bool[]): Bool => of.reduce((found, one) => found.or(one), Bool(false));
  const yes = some(judged.map((one) => one.yes));
  const no = some(judged.map((one) => one.no));
  const isOpen = some(judged.map(({ unknown }) => unknown)).or(some(measures.map(({ isUsed }) => isUsed)).not());
  const { covered, not_covered, insufficient } = OUTCOME_CODES;
  const any = Provable.if(yes, Field(covered), Provable.if(isOpen, Field(insufficient), Field(not_covered)));
  const all = Provable.if(no, Field(not_covered), Provable.if(isOpen, Field(insufficient), Field(covered)));
  return Provable.if(isAny, any, all);
}

/** The constraints; outside of a proof the same code checks plain values, and throws where they do not fit. */
export function requireDecision(statement: DecisionStatement, rule: CircuitRule, results: CircuitResults): void {
  commitRule(statement.standardContext, rule).assertEquals(statement.ruleCommitment, "this is not the rule that was committed to");
  commitResults(statement.resultsContext, results).assertEquals(statement.resultsCommitment, "these are not the results that were committed to");
  const slots = Array.from({ length: SLOTS }, (_, slot) => {
    const bits = results.bits.slice(slot * SLOT_BITS, (slot + 1) * SLOT_BITS);
    const passed = toNumber(bits.slice(0, COUNT_BITS));
    return passed.add(toNumber(bits.slice(COUNT_BITS)).mul(FAILED_SHIFT)).seal();
  });
  const byRule = decide(rule, slots);
  statement.outcome.equals(byRule).or(statement.outcome.equals(Field(OUTCOME_CODES.insufficient))).assertTrue("the outcome does not follow by the rule");
}

export const decisionProgram = ZkProgram({
  name: "breakwater-decision-1",
  publicInput: DecisionStatement,
  methods: {
    decide: {
      privateInputs: [CircuitRule, CircuitResults],
      // o1js wants a promise of every method.
      method: async (statement: DecisionStatement, rule: CircuitRule, results: CircuitResults) => requireDecision(statement, rule, results),
    },
  },
});
