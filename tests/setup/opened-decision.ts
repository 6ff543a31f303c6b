import { commit } from "#engines/ledger";
import { commitCounts, commitRule, newSalt, toBounds, toDecisionCounts, toDecisionRule, toResultsReference, type CountedResults, type Opened, type OpenedDetermination, type StandardContent } from "#engines/decision-proof";

const SET = { id: "harbor-0", version: "1", digest: "b".repeat(64) };
const TASKS = ["anchor", "beacon", "crane"].map((id) => ({ id, kind: "question" as const }));
const MEASURES = [{ scope: "overall" as const, threshold: 0.2, minimumSamples: 3 }];

/** An invented determination with everything opened, as an inspector gets it: 5 of 6 passed. */
export async function openDecision(change: { readonly standard?: Partial<StandardContent>; readonly results?: Partial<CountedResults> } = {}): Promise<OpenedDetermination> {
  const value: StandardContent = {
    schema: "breakwater-standard/2", standardId: "harbour-standard", version: "1", benchmarkSet: SET, epochs: 2, estimator: "clopper-pearson-lower-95", measures: MEASURES,
    bounds: toBounds(MEASURES, { tasks: TASKS, epochs: 2 }), tasks: TASKS, rule: "any", marking: "EXERCISE", text: "Invented.", ...change.standard,
  };
  const fixed = commit(value);
  const named = { id: value.standardId, version: value.version, commitment: fixed.commitment };
  const rule = toDecisionRule(value);
  const ruleSalt = newSalt();
  const standard: Opened<StandardContent> = { value, ...fixed, proof: rule ? { salt: ruleSalt, commitment: await commitRule({ reference: { standard: named, benchmarkSet: value.benchmarkSet }, rule, salt: ruleSalt }) } : null };
  const counted: CountedResults = {
    requestId: "dtr_1", determinationId: "det_1", modelDigest: "c".repeat(64), standard: named, benchmarkSet: SET, manifest: { setId: SET.id, setVersion: SET.version, setDigest: SET.digest },
    samples: TASKS.flatMap(({ id, kind }, place) => [1, 2].map((epoch) => ({ taskId: id, kind, epoch, outcome: "correct", score: place === 2 && epoch === 2 ? (0 as const) : (1 as const) }))),
    ...change.results,
  };
  const sealed = commit(counted);
  const counts = toDecisionCounts(value, counted.samples);
  const countsSalt = newSalt();
  const proof = counts ? { salt: countsSalt, commitment: await commitCounts({ reference: toResultsReference(counted, sealed.commitment), counts, salt: countsSalt }) } : null;
  return { requestId: "dtr_1", modelDigest: "c".repeat(64), standard, results: { value: counted, ...sealed, proof }, outcome: "covered" };
}
