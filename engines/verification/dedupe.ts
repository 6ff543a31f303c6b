import type { SandboxBackend } from "#engines/sandbox";
import { exactKey, needsSymbols, readCrash, signatureKey, toSignature } from "./crash-signature.rules.ts";
import { findDuplicates, type CrashCluster, type CrashRecord, type DuplicateReport, type Rulings } from "./cluster-crashes.rules.ts";
import { nameBuild, readCrashFile } from "./read-crash-file.ts";
import { sameBug, type SameBug } from "./replay-fix.ts";
import { requireFile } from "./reproduce.ts";
import { buildBundledTarget, withTarget, type BuiltTarget } from "./run-target.ts";
import { startSymbolizer, type Symbolizer } from "./symbolizer.ts";
import type { CrashTrace } from "./crash-signature.types.ts";
import type { EvidenceBundle } from "./verification.types.ts";

// Sorts a heap of crashes into bugs. Reports are read; bundles are built and run, each once, without symbols, and only a
// first key not seen before is symbolised. Then the likeness of stacks, then, where bundles carry fixes, fix replay.

export interface CrashSource {
  /** Unique; shown to people. */
  readonly name: string;
  /** Read when needed, and again for a replay: a heap of bundles does not fit into memory. */
  read(): Promise<Uint8Array>;
}

export interface DedupeOptions {
  /** Where bundles are run; without it they are listed as unreadable. */
  readonly backend?: SandboxBackend;
  /** What people have ruled, by names. */
  readonly rulings?: Rulings;
  /** Pairs of bundles whose fixes are replayed on each other; default 100, and 0 for none. */
  readonly maxReplays?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: string) => void;
}

export interface Bug extends CrashCluster {
  /** Signature key of the first member. */
  readonly signature: string;
}

export interface DedupeReport extends Omit<DuplicateReport, "clusters"> {
  readonly bugs: readonly Bug[];
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
  readonly replays: readonly (SameBug & { readonly left: string; readonly right: string })[];
  /** Pairs that share a target and carry a fix, and were not replayed because `maxReplays` was reached. */
  readonly notReplayed: number;
}

const REPLAYS = 100;
const RUNS = 3;
const BUILDS_KEPT = 4;
const NO_TRACE: CrashTrace = { language: "native", kind: "signal", class: "no-trace", access: null, stack: [] };

/** Runs bundles: keeps the last builds, since the findings of one target come together, and one symbolizer for all. */
class BundleRunner {
  readonly #backend: SandboxBackend;
  readonly #signal: AbortSignal | undefined;
  readonly #builds = new Map<string, BuiltTarget>();
  readonly #symbolised = new Map<string, CrashTrace>();
  #symbolizer: Promise<Symbolizer> | undefined;

  constructor(backend: SandboxBackend, signal: AbortSignal | undefined) {
    this.#backend = backend;
    this.#signal = signal;
  }

  async #build(name: string, bundle: EvidenceBundle): Promise<BuiltTarget | string> {
    const known = this.#builds.get(name);
    // How a bundle's reproducer is run belongs to the bundle, not to the build.
    const build = known && isRunAlike(known, bundle) ? undefined : await buildBundledTarget({ bundle, backend: this.#backend, signal: this.#signal });
    if (build === undefined) return known ?? "";
    if (build.outcome !== "built") return `${build.outcome}: ${build.detail}`;
    const [oldest] = this.#builds.keys();
    if (this.#builds.size >= BUILDS_KEPT && oldest !== undefined) this.#builds.delete(oldest);
    this.#builds.set(name, build.target);
    return build.target;
  }

  /** The bundle's crash, or why there is none. An effect that is no crash has no stack, and only fix replay can tell it. */
  async trace(bundle: EvidenceBundle): Promise<CrashTrace | string> {
    const name = nameBuild(bundle);
    const built = await this.#build(name, bundle);
    if (typeof built === "string") return built;
    for (let run = 1; run <= RUNS; run += 1) {
      const { result, shown } = await withTarget(this.#backend, built, this.#signal, async (target) => await target.run(requireFile(bundle, bundle.manifest.reproducer.input)));
      if (!shown) continue;
      const trace = readCrash(result.stderr, result);
      return trace ? await this.#name(trace, name, built) : NO_TRACE;
    }
    return `does not reproduce: none of ${RUNS} runs shows the claimed effect`;
  }

  async #name(trace: CrashTrace, build: string, { tree }: BuiltTarget): Promise<CrashTrace> {
    if (!needsSymbols(trace)) return trace;
    const key = exactKey(trace, build);
    const known = this.#symbolised.get(key);
    if (known) return known;
    this.#symbolizer ??= startSymbolizer(this.#backend);
    const symbolizer = await this.#symbolizer;
    await symbolizer.addBuild(build, tree);
    const named = await symbolizer.symbolize(trace, build);
    this.#symbolised.set(key, named);
    return named;
  }

  async stop(): Promise<void> {
    await (await this.#symbolizer)?.stop();
  }
}

function isRunAlike({ plan }: BuiltTarget, { manifest }: EvidenceBundle): boolean {
  const { reproducer, expected, target } = manifest;
  return plan.script === null && reproducer.script === undefined && plan.delivery === (reproducer.delivery ?? "file") && JSON.stringify([plan.argv, plan.expected]) === JSON.stringify([reproducer.argv ?? target.recipe.run, expected]);
}

interface Reading {
  readonly records: CrashRecord[];
  readonly unreadable: { name: string; reason: string }[];
  /** Sources that hold bundles, with the target each is of and whether it carries a fix. */
  readonly bundles: Map<string, { readonly source: CrashSource; readonly target: string; readonly hasFix: boolean }>;
}

async function readAll(sources: readonly CrashSource[], runner: BundleRunner | undefined, { onProgress, signal }: DedupeOptions): Promise<Reading> {
  const reading: Reading = { records: [], unreadable: [], bundles: new Map() };
  for (const [index, source] of sources.entries()) {
    signal?.throwIfAborted();
    const { name } = source;
    const file = await readCrashFile(name, await source.read());
    if (file.kind === "unreadable") reading.unreadable.push({ name, reason: file.reason });
    else if (file.kind === "reports") reading.records.push(...file.records);
    else {
      onProgress?.(`${index + 1} of ${sources.length}: running ${name}`);
      const { target, candidatePatch } = file.bundle.manifest;
      const trace = runner ? await runner.trace(file.bundle) : "a bundle, and there is no sandbox to run it in";
      if (typeof trace === "string") reading.unreadable.push({ name, reason: trace });
      else {
        reading.records.push({ id: name, trace, target: target.name, build: nameBuild(file.bundle), regression: null });
        reading.bundles.set(name, { source, target: target.name, hasFix: candidatePatch !== null });
      }
    }
  }
  return reading;
}

/** Pairs of bundles of one target, at least one with a fix: one of each unique stack of each cluster. */
function choosePairs({ bundles }: Reading, { unique, clusters }: DuplicateReport): readonly (readonly [string, string])[] {
  // Of crashes with one stack the one that carries a fix says most.
  const faces = unique.flatMap((group) => {
    const known = group.filter((name) => bundles.has(name));
    return known.find((name) => bundles.get(name)?.hasFix) ?? known[0] ?? [];
  });
  const clusterOf = new Map(clusters.flatMap(({ members }, index) => members.map((name) => [name, index] as const)));
  const pairs = faces.flatMap((left, at) => faces.slice(at + 1).flatMap((right): (readonly [string, string])[] => {
    const [one, other] = [bundles.get(left), bundles.get(right)];
    return one && other && one.target === other.target && (one.hasFix || other.hasFix) ? [[left, right]] : [];
  }));
  // What likeness has put together is asked first: a wrong merge loses a bug.
  const isTogether = ([left, right]: readonly [string, string]) => clusterOf.get(left) === clusterOf.get(right);
  return [...pairs.filter(isTogether), ...pairs.filter((pair) => !isTogether(pair))];
}

async function replayPairs(pairs: readonly (readonly [string, string])[], { bundles }: Reading, { backend, signal, onProgress }: DedupeOptions): Promise<DedupeReport["replays"]> {
  const load = async (name: string): Promise<EvidenceBundle | undefined> => {
    const source = bundles.get(name)?.source;
    const file = source && (await readCrashFile(name, await source.read()));
    return file?.kind === "bundle" ? file.bundle : undefined;
  };
  const replays: (SameBug & { left: string; right: string })[] = [];
  for (const [index, [left, right]] of pairs.entries()) {
    signal?.throwIfAborted();
    onProgress?.(`fix ${index + 1} of ${pairs.length}: ${left} and ${right}`);
    const [one, other] = [await load(left), await load(right)];
    if (backend && one && other) replays.push({ left, right, ...(await sameBug(one, other, backend, signal)) });
  }
  return replays;
}

/**
 * Sorts crashes into bugs: equal keys, then likeness, then fix replay among bundles of one target. A person's rulings stand
 * above all; what fix replay found stands above likeness; `mixed` and `undecided` replays rule nothing.
 */
export async function dedupe(sources: readonly CrashSource[], options: DedupeOptions = {}): Promise<DedupeReport> {
  const { backend, rulings = { same: [], different: [] }, maxReplays = REPLAYS } = options;
  const runner = backend && new BundleRunner(backend, options.signal);
  let reading: Reading;
  try {
    reading = await readAll(sources, runner, options);
  } finally {
    await runner?.stop();
  }
  const first = findDuplicates(reading.records, rulings);
  const pairs = choosePairs(reading, first);
  const replays = await replayPairs(pairs.slice(0, maxReplays), reading, options);
  const replayed = (verdict: SameBug["verdict"]) => replays.filter((replay) => replay.verdict === verdict).map(({ left, right }) => [left, right] as const);
  const isRuled = ([left, right]: readonly [string, string]) => [...rulings.same, ...rulings.different].some((pair) => pair.includes(left) && pair.includes(right));
  const last = findDuplicates(reading.records, {
    same: [...rulings.same, ...replayed("same").filter((pair) => !isRuled(pair))],
    different: [...rulings.different, ...replayed("different").filter((pair) => !isRuled(pair))],
  });
  const traces = new Map(reading.records.map(({ id, trace }) => [id, trace]));
  const bugs = last.clusters.map((cluster): Bug => ({ ...cluster, signature: signatureKey(toSignature(traces.get(cluster.members[0] ?? "") ?? NO_TRACE)) }));
  return { exact: last.exact, unique: last.unique, bugs, unreadable: reading.unreadable, replays, notReplayed: Math.max(0, pairs.length - maxReplays) };
}
