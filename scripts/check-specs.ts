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

/** What is wrong with the specification, one line each. */
export function checkSpecs(say: (line: string) => void): readonly string[] {
  say(`seed ${seed}; repeat with SPEC_SEED=${seed}`);
  const simulation = { steps: STEPS, seed: BigInt(seed) };
  const product = readSpecification("product.qnt").simulate("product", { ...simulation, invariant: "promises", samples: SAMPLES.product, witnesses: WITNESSES });
  const problems = product.violated ? [`specs/product.qnt: a promise is broken\n${tellWay(product.traces[0] ?? [])}`] : [];
  for (const [place, witness] of WITNESSES.entries()) {
    const traces = product.witnessed[place] ?? 0;
    say(`${witness}: in ${traces} of ${product.samples} traces`);
    if (traces === 0) problems.push(`specs/product.qnt: no trace came to "${witness}", so its promises were not tried there`);
  }
  const planted = readSpecification("planted.qnt");
  for (const [module, invariant] of Object.entries(PLANTED)) {
    const { violated, samples } = planted.simulate(module, { ...simulation, invariant, samples: SAMPLES.planted });
    say(`${module}: ${violated ? `found out by ${invariant} in trace ${samples}` : "NOT found out"}`);
    if (!violated) problems.push(`specs/planted.qnt: ${module} breaks a rule, and ${invariant} did not find it out`);
  }
  return problems;
}

/** What was tried on the way to a violation and was not refused, instead of each state in full, and how to see it again. */
function tellWay(states: readonly SpecValue[]): string {
  const tried = (states as readonly { readonly tried: { readonly ok: boolean; readonly act: { readonly event: string; readonly by: string; readonly clock: number } } }[]).slice(1).filter(({ tried: { ok } }) => ok);
  return `${tried.map(({ tried: { act: { event, by, clock } } }) => (event === "clock" ? `clock ${clock}` : `${event} (${by})`)).join(", ")}\nSee specs/README.md for how to run it with each state shown.`;
}
