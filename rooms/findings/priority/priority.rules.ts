import type { DecisionTableName, InputSource, PriorityFacts, RedecisionCause } from "#contracts/priority";

/** EPSS moves a little every day; from this rise of the probability on somebody should look. */
const EPSS_RISE = 0.1;

export type Inputs = Readonly<Record<string, string>>;

/** Whether somebody whom we believe says that it is exploited. */
export function isExploited({ kev, exploitedNow }: Pick<PriorityFacts, "kev" | "exploitedNow">): boolean {
  return kev !== null || exploitedNow;
}

/** The inputs with what the facts say of exploitation: they raise it and never lower it. */
export function raiseInputs(table: DecisionTableName, inputs: Inputs, facts: Pick<PriorityFacts, "kev" | "exploitedNow">): Inputs {
  if (!isExploited(facts)) return inputs;
  const [name, worst] = exploitationInput(table);
  return name in inputs ? { ...inputs, [name]: worst } : inputs;
}

/** By which input a table asks for exploitation, and the answer beyond which there is none. */
export function exploitationInput(table: DecisionTableName): readonly [name: string, worst: string] {
  return table === "bod-26-04" ? ["in-kev", "yes"] : ["exploitation", "active"];
}

/** Who said that it is exploited: the list before a person. */
export function sourceOfExploitation({ kev, exploitedNow }: Pick<PriorityFacts, "kev" | "exploitedNow">): InputSource {
  if (kev !== null) return "kev";
  return exploitedNow ? "exploited-now" : "analyst";
}

/** What feeds said of one reference of a finding, before and after an import. */
export interface Said {
  readonly findingId: string;
  readonly cveId: string;
  readonly addedOn: string | null;
  readonly score: number | null;
}

export interface Change {
  readonly findingId: string;
  /** Null: it fell, which a person looks at. */
  readonly cause: Extract<RedecisionCause, "kev-listed" | "epss-rose"> | null;
  readonly cveId: string;
}

/** For which findings what was said has changed enough to decide again, or to be looked at. */
export function findChanges(before: readonly Said[], after: readonly Said[]): readonly Change[] {
  const known = new Map(before.map((one) => [`${one.findingId} ${one.cveId}`, one]));
  return after.flatMap(({ findingId, cveId, addedOn, score }): readonly Change[] => {
    const old = known.get(`${findingId} ${cveId}`);
    if (addedOn !== null && !old?.addedOn) return [{ findingId, cveId, cause: "kev-listed" }];
    if (addedOn === null && old?.addedOn) return [{ findingId, cveId, cause: null }];
    // A first score is no rise: nobody decided on another one.
    return score !== null && old?.score != null && score - old.score >= EPSS_RISE ? [{ findingId, cveId, cause: "epss-rose" }] : [];
  });
}
