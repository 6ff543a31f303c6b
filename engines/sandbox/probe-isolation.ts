import { openHostWitness, type HostWitness } from "./host-witness.ts";
import { SANDBOX_PROBES, toWords, type ProbeFinding, type ProbeProgram, type ProbeQuestion, type SandboxProbe } from "./isolation-probes.ts";
import { getProbeProgram } from "./probe-program.ts";
import { SandboxError, toShownText } from "./sandbox.errors.ts";
import type { ExecResult, IsolationReport, ProbeProgramName, ProbeResult, Sandbox, SandboxBackend, UntriedProbe } from "./sandbox.types.ts";

export interface ProbeOptions {
  readonly now?: () => Date;
  readonly onProbe?: (result: ProbeResult) => void;
  /** Default: the native program, or Node.js on a host that has no C compiler to build it. */
  readonly program?: ProbeProgramName;
}

const BATCH_LIMITS = { wallTimeMs: 60_000, outputBytes: 256 * 1024 };
// How the program in JavaScript says that it cannot make an attempt.
const UNTRIED = "untried ";

type AskedProbe = SandboxProbe & { readonly question: ProbeQuestion };

function isAsked(probe: SandboxProbe): probe is AskedProbe {
  return "question" in probe;
}

/** Everything that one run of probes needs. */
interface Probing {
  readonly sandbox: Sandbox;
  readonly witness: HostWitness;
  readonly program: ProbeProgram;
  readonly onProbe: ((result: ProbeResult) => void) | undefined;
}

function requireAnyAnswer(program: ProbeProgram, answered: number, result: ExecResult): void {
  if (program.name === "native" || answered > 0) return;
  throw new SandboxError("unavailable", `No probe could be made: there is no C compiler for the native program (apt-get install gcc libc6-dev), and Node.js does not run in the sandbox: ${toWords(result)} ${toShownText(result.stderr)}`);
}

/** Asks all of them in one `exec`; what the program said, by probe. */
async function askAll({ sandbox, witness, program }: Probing, probes: readonly AskedProbe[]): Promise<ReadonlyMap<string, string>> {
  const lines = probes.map(({ name, question }) => `${[name, question.word, ...question.toArguments(witness)].join("\t")}\n`);
  const result = await sandbox.exec({ argv: await program.install(sandbox), stdin: lines.join(""), limits: BATCH_LIMITS });
  const said = new TextDecoder().decode(result.stdout).split("\n").map((line) => line.split("\t"));
  const answers = new Map(said.flatMap(([name = "", answer]) => (answer === undefined ? [] : [[name, answer]])));
  if (probes.length > 0) requireAnyAnswer(program, answers.size, result);
  if (result.outcome === "exited" && result.exitCode === 0) return answers;
  return new Map(probes.map(({ name }) => [name, answers.get(name) ?? `no answer: the probe program ${toWords(result)}`]));
}

/** Held only when the program says so and, where the host can tell, nobody outside heard anything. */
async function judge({ question: { channel } }: AskedProbe, answer: string, witness: HostWitness): Promise<ProbeFinding> {
  const said = toShownText(answer) || "no answer";
  if (channel !== undefined && (await witness.hasHeard(channel))) return { held: false, observed: `the host heard it; inside: ${said}` };
  return { held: said.startsWith("held "), observed: said };
}

/** A sandbox that cannot even run the attempt has not shown that it stops it. */
async function runApart(probe: Exclude<SandboxProbe, AskedProbe>, sandbox: Sandbox): Promise<ProbeFinding> {
  try {
    return await probe.run(sandbox);
  } catch (cause) {
    if (!(cause instanceof SandboxError)) throw cause;
    return { held: false, observed: `the sandbox failed: ${cause.code}: ${toShownText(cause.message)}` };
  }
}

/** Why the program of this run cannot attempt the probe, or undefined where it has. */
function whyUntried(probe: SandboxProbe, answer: string | undefined, program: ProbeProgram): string | undefined {
  if (program.name === "native") return undefined;
  if (!isAsked(probe)) return "it needs the native program";
  return answer?.startsWith(UNTRIED) ? toShownText(answer.slice(UNTRIED.length)) : undefined;
}

async function runAll(probing: Probing, probes: readonly SandboxProbe[]): Promise<{ readonly probes: readonly ProbeResult[]; readonly untried: readonly UntriedProbe[] }> {
  const { sandbox, witness, program, onProbe } = probing;
  const results: ProbeResult[] = [];
  const untried: UntriedProbe[] = [];
  const answers = await askAll(probing, probes.filter(isAsked));
  for (const probe of probes) {
    const { name, group, family, attempted } = probe;
    const text = { probe: name, group, family, attempted };
    const why = whyUntried(probe, answers.get(name), program);
    if (why !== undefined) {
      untried.push({ ...text, why });
      continue;
    }
    const finding = isAsked(probe) ? await judge(probe, answers.get(name) ?? "", witness) : await runApart(probe, sandbox);
    const result = { ...text, ...finding };
    results.push(result);
    onProbe?.(result);
  }
  return { probes: results, untried };
}

async function runInside(backend: SandboxBackend, probes: readonly SandboxProbe[], options: ProbeOptions): Promise<Pick<IsolationReport, "program" | "probes" | "untried">> {
  const program = await getProbeProgram(backend, options.program);
  const sandbox = await backend.start({ label: "probe" });
  try {
    const witness = await openHostWitness();
    try {
      return { program: program.name, ...(await runAll({ sandbox, witness, program, onProbe: options.onProbe }, probes)) };
    } finally {
      await witness.close();
    }
  } finally {
    await sandbox.stop();
  }
}

/**
 * Runs the given probes in one fresh sandbox of the backend. Results are in the order of `probes`; what the program at
 * hand could not attempt stands apart in `untried`. Throws `SandboxError` when there is no sandbox to probe, or nothing
 * to probe it with. Nothing is attempted on a backend that isolates nothing: it would happen to the host.
 */
export async function runProbes(backend: SandboxBackend, probes: readonly SandboxProbe[], options: ProbeOptions = {}): Promise<IsolationReport> {
  const startedAt = (options.now ?? (() => new Date()))().toISOString();
  if (backend.name === "none") {
    const held = false;
    const results = probes.map(({ name, group, family, attempted }) => ({ probe: name, group, family, attempted, held, observed: "not attempted: this backend isolates nothing" }));
    for (const result of results) options.onProbe?.(result);
    return { backend: backend.name, startedAt, program: options.program ?? "native", held, probes: results, untried: [] };
  }
  const found = await runInside(backend, probes, options);
  return { backend: backend.name, startedAt, held: found.probes.length > 0 && found.probes.every((result) => result.held), ...found };
}

/** The egress and escape probes that take no time of their own: all are asked in one `exec`. */
export const RUN_PROBES: readonly SandboxProbe[] = SANDBOX_PROBES.filter((probe) => probe.group !== "resource");

/**
 * The egress and escape probes with which every evaluation and verification run begins: some 100 ms, plus once in a
 * process the time to build the probe program; some 100 ms more with Node.js. Throws `SandboxError` when there is no
 * sandbox to probe, or nothing to probe it with.
 */
export async function probeIsolation(backend: SandboxBackend, options?: ProbeOptions): Promise<IsolationReport> {
  return await runProbes(backend, RUN_PROBES, options);
}
