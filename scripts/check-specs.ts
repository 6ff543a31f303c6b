// The executable specification in specs/: its types, its promises over many traces, and one broken rule after the other, of
// which each has to be found out.
import { readSpecification, type SpecValue } from "./evaluate-spec.ts";

const seed = process.env["SPEC_SEED"] ?? "0xb4ea";

const WITNESSES = ["opened", "pausedOnce", "lentBesideAWindow", "reopened", "longUsed", "partnerActive", "signedOnce"];

// A planted rule is tried until it is found out: with the usual seed within 500 traces.
const SAMPLES = { product: 150, planted: 2000 } as const;
const STEPS = 60;

/** Modules of planted.qnt, each with the promise that it breaks. */
const PLANTED: Readonly<Record<string, string>> = {
  releaseWaits: "releaseIsFree",
  ownDaysForEachWindow: "thirtyDays",
  postponingLengthens: "neverLonger",
  clockGivesDaysBack: "usedDaysCount",
  pauseIsAWordOnly: "useIsInTheWindow",
  partnersBesideAWindow: "windowBeforePartners",
  governmentSelects: "selectionIsTheDevelopers",
  analystSigns: "onlyTheDirectorSigns",
};

/** A specification as the product has it, and the same with one rule broken at a time. */
interface Specified {
  readonly file: string;
  readonly module: string;
  readonly witnesses: readonly string[];
  readonly plantedFile: string;
  readonly planted: Readonly<Record<string, string>>;
}

const SPECIFIED: readonly Specified[] = [
  { file: "product.qnt", module: "product", witnesses: WITNESSES, plantedFile: "planted.qnt", planted: PLANTED },
  {
    file: "coordination.qnt",
    module: "coordination",
    witnesses: ["begun", "extended", "overByTime", "overInPublic", "leftAlone", "askedAnew"],
    plantedFile: "coordination-planted.qnt",
    planted: {
      publicLeavesItInForce: "endsInPublic",
      beginsInPublic: "noneBeginsInPublic",
      restartsTheClock: "endsByTheLatest",
      extendedAgain: "extendedOnce",
      carriedIntoALongerOne: "boundByTheirWord",
      contentBeforeConsent: "contentToTheBound",
      leavingEndsItForAll: "nobodyEndsItForOthers",
    },
  },
];

/** What is wrong with the specifications, one line each. */
export function checkSpecs(say: (line: string) => void): readonly string[] {
  say(`seed ${seed}; repeat with SPEC_SEED=${seed}`);
  return SPECIFIED.flatMap((specified) => checkOne(specified, say));
}

function checkOne({ file, module: productModule, witnesses, plantedFile, planted: faults }: Specified, say: (line: string) => void): readonly string[] {
  const simulation = { steps: STEPS, seed: BigInt(seed) };
  const product = readSpecification(file).simulate(productModule, { ...simulation, invariant: "promises", samples: SAMPLES.product, witnesses });
  const problems = product.violated ? [`specs/${file}: a promise is broken\n${tellWay(product.traces[0] ?? [])}`] : [];
  for (const [place, witness] of witnesses.entries()) {
    const traces = product.witnessed[place] ?? 0;
    say(`${witness}: in ${traces} of ${product.samples} traces`);
    if (traces === 0) problems.push(`specs/${file}: no trace came to "${witness}", so its promises were not tried there`);
  }
  const planted = readSpecification(plantedFile);
  for (const [module, invariant] of Object.entries(faults)) {
    const { violated, samples } = planted.simulate(module, { ...simulation, invariant, samples: SAMPLES.planted });
    say(`${module}: ${violated ? `found out by ${invariant} in trace ${samples}` : "NOT found out"}`);
    if (!violated) problems.push(`specs/${plantedFile}: ${module} breaks a rule, and ${invariant} did not find it out`);
  }
  return problems;
}

/** In the one specification somebody acts at a reading of the clock, in the other the clock goes on by days. */
interface Tried {
  readonly event: string;
  readonly by?: string;
  readonly who?: string;
  readonly clock?: number;
  readonly days?: number;
}

/** What was tried on the way to a violation and was not refused, instead of each state in full, and how to see it again. */
function tellWay(states: readonly SpecValue[]): string {
  const tried = (states as unknown as readonly { readonly tried: { readonly ok: boolean; readonly act: Tried } }[]).slice(1).filter(({ tried: { ok } }) => ok);
  return `${tried.map(({ tried: { act: { event, by, who, clock, days } } }) => (event === "clock" ? `clock ${clock ?? days}` : `${event} (${by ?? who})`)).join(", ")}\nSee specs/README.md for how to run it with each state shown.`;
}
