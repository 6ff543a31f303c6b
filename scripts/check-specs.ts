// The executable specification in specs/: its types, its promises over many traces, and one broken rule after the other, of
// which each has to be found out.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot as root } from "./bootstrap.mjs";

const run = promisify(execFile);
const seed = process.env["SPEC_SEED"] ?? "0xb4ea";

const WITNESSES = ["opened", "pausedOnce", "lentBesideAWindow", "reopened", "longUsed", "partnerActive", "signedOnce"];

// All of it takes under a minute of one core. A planted rule is tried until it is found out: with the usual seed within 500
// traces.
const SAMPLES = { product: 150, planted: 2000 } as const;

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

interface Simulated {
  readonly violated: boolean;
  readonly output: string;
}

/** What is wrong with the specification, one line each. */
export async function checkSpecs(say: (line: string) => void): Promise<readonly string[]> {
  say(`seed ${seed}; repeat with SPEC_SEED=${seed}`);
  const product = await simulate("product.qnt", "product", { invariant: "promises", samples: SAMPLES.product });
  const problems = product.violated ? [`specs/product.qnt: a promise is broken\n${tellWay(product.output)}`] : [];
  for (const witness of WITNESSES) {
    const [, traces = "0"] = new RegExp(`${witness} was witnessed in (\\d+) trace`).exec(product.output) ?? [];
    say(`${witness}: in ${traces} of ${SAMPLES.product} traces`);
    if (traces === "0") problems.push(`specs/product.qnt: no trace came to "${witness}", so its promises were not tried there`);
  }
  for (const [module, invariant] of Object.entries(PLANTED)) {
    const { violated } = await simulate("planted.qnt", module, { invariant, samples: SAMPLES.planted });
    say(`${module}: ${violated ? `found out by ${invariant}` : "NOT found out"}`);
    if (!violated) problems.push(`specs/planted.qnt: ${module} breaks a rule, and ${invariant} did not find it out`);
  }
  return problems;
}

/** What was tried on the way to a violation and was not refused, instead of each state in full, and how to see it again. */
function tellWay(output: string): string {
  const acts = [...output.matchAll(/by: "([^"]+)",\s+clock: (-?\d+),\s+event: "([^"]+)",[^}]*},\s+ok: true/g)].map(([, by, clock, event]) => (event === "clock" ? `clock ${clock}` : `${event} (${by})`));
  return `${acts.join(", ")}\n${/Use --seed=.*/.exec(output)?.[0] ?? ""}`;
}

/** Ends at the first violation. */
async function simulate(file: string, main: string, { invariant, samples }: { readonly invariant: string; readonly samples: number }): Promise<Simulated> {
  const witnesses = main === "product" ? ["--witnesses", ...WITNESSES] : [];
  const command = ["run", file, "--backend=typescript", `--main=${main}`, `--invariant=${invariant}`, `--max-samples=${samples}`, "--max-steps=60", `--seed=${seed}`, "--verbosity=2", ...witnesses];
  try {
    const { stdout } = await run(join(root, "node_modules", ".bin", "quint"), command, { cwd: join(root, "specs"), maxBuffer: 1e8 });
    return { violated: false, output: stdout };
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    // Anything but a broken promise, such as a fault of spelling, is no finding.
    if (!stdout.includes("[violation]")) throw new Error(`specs/${file} could not be simulated: ${stderr || stdout}`, { cause: error });
    return { violated: true, output: stdout };
  }
}
