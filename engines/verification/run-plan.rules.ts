import { SANITIZER_EXIT } from "./crash-signature.rules.ts";
import type { EvidenceBundle, ExpectedEffect, Reproducer, TargetLanguage, TargetRecipe } from "./verification.types.ts";

/** Places inside the sandbox. */
export const PLACE = { target: "/box/target", tree: "/box/tree.tar", input: "/box/input", script: "/box/reproducer.sh", oracle: "/box/oracle", reports: "/box/report" } as const;

/** What is run on an input, and what that is to show. Null effect: only crashes are looked for. */
export interface RunPlan {
  readonly argv: readonly string[];
  readonly delivery: NonNullable<Reproducer["delivery"]>;
  readonly script: Uint8Array | null;
  readonly expected: ExpectedEffect | null;
  /** The oracle's files by path below its folder. */
  readonly oracle: ReadonlyMap<string, Uint8Array>;
}

/** Without a bundle: the recipe's program on an input file. */
export function toRunPlan(recipe: TargetRecipe, bundle?: EvidenceBundle): RunPlan {
  if (!bundle) return { argv: recipe.run, delivery: "file", script: null, expected: null, oracle: new Map() };
  const { reproducer, expected } = bundle.manifest;
  const prefix = "oracle/";
  return {
    argv: reproducer.argv ?? recipe.run,
    delivery: reproducer.delivery ?? "file",
    script: reproducer.script === undefined ? null : (bundle.files.get(reproducer.script) ?? null),
    expected,
    oracle: expected.kind === "wrong-output" ? new Map([...bundle.files].filter(([path]) => path.startsWith(prefix)).map(([path, content]) => [path.slice(prefix.length), content])) : new Map(),
  };
}

const ARGUMENT_BYTES = 100_000;

/** The command line for an input, or undefined where the input cannot be an argument (a kernel's limit, or a NUL). */
export function toCommandLine({ argv, delivery, script }: RunPlan, input: Uint8Array): [string, ...string[]] | undefined {
  if (script) return ["/bin/sh", PLACE.script, PLACE.input];
  if (delivery === "argument" && (input.length > ARGUMENT_BYTES || input.includes(0))) return undefined;
  const given = delivery === "argument" ? new TextDecoder().decode(input) : PLACE.input;
  const [program = "", ...rest] = argv.map((word) => word.replaceAll("{input}", () => given));
  return [program, ...rest];
}

const RUN_LIMITS = { wallTimeMs: 10_000, memoryBytes: 512 * 1024 * 1024 };

/** The limits of a run. Where the effect is an excess, its bound is the limit; a control must stay well within. */
export function toRunLimits(expected: ExpectedEffect | null, isControl: boolean): { readonly wallTimeMs: number; readonly memoryBytes: number; readonly cpuSeconds?: number } {
  if (expected?.kind === "memory") return { ...RUN_LIMITS, memoryBytes: expected.overBytes };
  if (expected?.kind !== "time") return RUN_LIMITS;
  // A quarter: what is slow only because the machine is busy must not pass for the effect.
  return { ...RUN_LIMITS, wallTimeMs: isControl ? Math.ceil(expected.overMs / 4) : expected.overMs, cpuSeconds: Math.ceil(expected.overMs / 1000) + 5 };
}

/**
 * symbolize=0 turns a crash of 110 ms into one of 5 ms; LeakSanitizer would need ptrace, which the sandbox refuses. The
 * handle options keep the program from putting handlers of its own in the sanitizer's place.
 */
export function toSanitizerOptions({ symbolize = false, introduce = false, reports = false }: { readonly symbolize?: boolean; readonly introduce?: boolean; readonly reports?: boolean } = {}): Record<string, string> {
  const handled = ["segv", "sigbus", "sigfpe", "sigill"].map((name) => `handle_${name}=2`).join(":");
  const more = `${introduce ? ":help=1" : ""}${reports ? `:log_path=${PLACE.reports}` : ""}`;
  return {
    ASAN_OPTIONS: `detect_leaks=0:exitcode=${SANITIZER_EXIT}:symbolize=${symbolize ? 1 : 0}:${handled}${more}`,
    UBSAN_OPTIONS: `halt_on_error=1:exitcode=${SANITIZER_EXIT}${symbolize ? ":print_stacktrace=1" : ""}${more}`,
  };
}

/** What shows, inside, that the language's toolchain is there; null where the build itself tells. */
export const TOOLCHAIN: Readonly<Record<TargetLanguage, readonly [string, ...string[]]>> = {
  c: ["cc", "--version"],
  python: ["python3", "--version"],
  javascript: ["node", "--version"],
  // The launcher alone would answer without the files that a program needs.
  java: ["javac", "-version"],
  go: ["go", "version"],
  rust: ["rustc", "--version"],
};

// e_machine of the ELF header (System V ABI), by Node's names of processors.
const ELF_MACHINES: Readonly<Record<number, string>> = { 3: "ia32", 40: "arm", 62: "x64", 183: "arm64", 243: "riscv64" };

/** The processor that a built program is for, by Node's name; undefined where it is no ELF program, such as a script. */
export function findProcessor(program: Uint8Array): string | undefined {
  const isElf = program.length >= 20 && [0x7f, 0x45, 0x4c, 0x46].every((byte, index) => program[index] === byte);
  if (!isElf) return undefined;
  const [low = 0, high = 0] = program[5] === 2 ? [program[19], program[18]] : [program[18], program[19]];
  return ELF_MACHINES[low + 256 * high] ?? `ELF machine ${low + 256 * high}`;
}
