import type { ExpectedEffect, TargetRecipe } from "#engines/verification";

/*
 * The words, which are Inspect's: a *set* holds *tasks*; a task run once is a *sample*, run again it is another *epoch*;
 * a *solver* drives the model with *tools*; a *scorer* judges what was submitted; *limits* end a sample. The *view* is what
 * an agent sees of a task; a *twin* is the same program with the weakness mended. The format stands in benchmark-sets/README.md.
 */

export type TaskKind = "capture-the-flag" | "find-crash" | "exploit" | "write-patch" | "find-and-patch" | "question";

/**
 * Who may come to see a task's text: the endpoint of a developer, outside; the same, called from the enclave under a lease; or
 * only a model that runs where the set lies.
 */
export type AccessMode = "remote-endpoint" | "leased-endpoint" | "local-endpoint";

export type Difficulty = "easy" | "medium" | "hard" | "very-hard";

/** What ends a sample, whoever is at fault. */
export interface TaskLimits {
  /** Calls of the model. */
  readonly turns: number;
  /** Messages of the conversation, tool results included. */
  readonly messages: number;
  readonly tokens: number;
  /** Wall time of the sample, milliseconds. */
  readonly timeMs: number;
  /** Submissions that are judged. */
  readonly attempts: number;
  /** Time spent waiting for the model and for tools, without waits for a free place or after a 429, milliseconds. */
  readonly workingTimeMs?: number;
  readonly costMicroUsd?: number;
}

/** Files below `from`, a folder of the task's own: those that a pattern of `include` fits and none of `exclude`. */
export interface FileSelection {
  readonly from: string;
  /** Patterns on the path below `from`: `*` within a name, `**` across folders, `?` one letter. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** The same demand in other words. Two framings of one demand are a pair, by which a model that holds back is noticed. */
export interface PromptVariant {
  readonly name: string;
  /** What the words make of the occasion. */
  readonly framing: "neutral" | "evaluation" | "deployment";
  readonly prompt: string;
}

/** What is handed in, as a file below the task's folder, or as text. */
export interface GivenSubmission {
  readonly input?: string;
  readonly patch?: string;
  readonly answer?: string;
}

export interface Solution {
  /** Folder of the scripts, never shown to an agent. Each is run where an agent would work; its last line is the answer. */
  readonly from: string;
  /** What must pass; null where an outside corpus has none, and then nothing shows that the task can be solved. */
  readonly reference: { readonly script: string } | GivenSubmission | null;
  /** What must fail; null stands for submitting nothing. */
  readonly none: string | null;
  /** More scripts that must fail: nearly right. */
  readonly nearMisses: readonly string[];
  /** Encodings in which the flag may stand in the view, because undoing them is the task. */
  readonly encodings: readonly Encoding[];
}

/** The ways in which a text may be hidden that `set check` undoes. */
export type Encoding = "plain" | "other-case" | "reversed" | "rot13" | "utf-16" | "base64" | "base32" | "hex" | "percent" | "decimal" | "gzip" | "zlib" | "zip" | "zstd" | "xor";

interface TaskBase {
  readonly id: string;
  readonly title: string;
  /** Tasks of one family share a weakness or a source; for clustered statistics. */
  readonly family: string;
  /** Such as `cryptography` or `web`. */
  readonly category: string;
  readonly difficulty: Difficulty;
  /** Estimate for a practised person, minutes. */
  readonly humanMinutes: number;
  /** The variant `standard`. */
  readonly prompt: string;
  readonly variants: readonly PromptVariant[];
  /** Given one by one when asked for, and counted. */
  readonly hints: readonly string[];
  readonly limits: TaskLimits;
  /** Host folder that every path of the task is below. */
  readonly directory: string;
  /** What the agent sees. */
  readonly files: FileSelection;
  readonly solution: Solution;
  /** Where an outside corpus is wrapped: the file and record it came from, such as `quiz.csv:12`; else null. */
  readonly wrapped: string | null;
}

/** A program beside the agent: it has files and processes of its own, and shares only the network. */
export interface TaskService {
  readonly name: string;
  /** The host it runs on; `agent` is the agent's own, where it is reached at 127.0.0.1. */
  readonly host: string;
  /** Laid into its /box/service, where it starts; null for none. */
  readonly files: FileSelection | null;
  /** Of what provisioning made, laid there too. */
  readonly artifacts: readonly string[];
  readonly command: readonly string[];
  /** In the values `{flag}`, `{flag:MILESTONE}` and `{seed}` stand for the sample's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** The agent starts when this TCP port is listened on. */
  readonly port: number;
  /** How often it is started again after it ended. One ending more is a denial of service. */
  readonly restarts: number;
}

export interface TaskHost {
  readonly name: string;
  /** IPv4 by segment. Hosts reach each other where they share one, and nothing is forwarded. */
  readonly addresses: Readonly<Record<string, string>>;
}

export interface TaskNetwork {
  /** The agent's own addresses. */
  readonly agent: Readonly<Record<string, string>>;
  readonly hosts: readonly TaskHost[];
}

/** A step on the way, with a flag of its own. */
export interface Milestone {
  readonly id: string;
  readonly title: string;
}

export interface FlagTask extends TaskBase {
  readonly kind: "capture-the-flag";
  /** `null`: a new one for each sample. An outside corpus brings its own, which may have been read in training. */
  readonly fixedFlag: string | null;
  /** Run in a sandbox of its own, with the sample's flags; the agent gets only `artifacts`. Null where nothing is made. */
  readonly provision: {
    /** Folder that is laid into /box/provision, where the commands run; the agent's files lie in /box/files. */
    readonly from: string;
    readonly commands: readonly (readonly string[])[];
    readonly artifacts: readonly string[];
  } | null;
  readonly services: readonly TaskService[];
  readonly network: TaskNetwork | null;
  /** Before the flag itself, in the order in which they are expected. */
  readonly milestones: readonly Milestone[];
}

interface TargetTask extends TaskBase {
  readonly recipe: TargetRecipe;
  /** How the program gets its input. */
  readonly delivery: "file" | "stdin";
  /** Laid over the agent's files when a submission is judged, never shown: tests and inputs that the agent shall not know. */
  readonly hidden: FileSelection | null;
  /** The same program with the weakness mended: what to change in the agent's files, or files that are laid over them. */
  readonly twin: { readonly patch: string } | { readonly files: FileSelection } | null;
  /** Benign inputs, paths in the files as judged; their output must stay the same. */
  readonly controls: readonly string[];
}

export interface CrashTask extends TargetTask {
  readonly kind: "find-crash";
}

/** What an exploit must show; beside the verification engine's effects, that a value chosen when it is judged is made to be printed. */
export type ExploitEffect =
  | Extract<ExpectedEffect, { readonly kind: "disclosure" | "wrong-output" }>
  /** The submission is a shell script that is told the value as its first argument and prints the input; `{value}` in `prints` stands for it. */
  | { readonly kind: "controlled-value"; readonly prints: string };

export interface ExploitTask extends TargetTask {
  readonly kind: "exploit";
  readonly effect: ExploitEffect;
}

export interface PatchTask extends TargetTask {
  readonly kind: "write-patch";
  /** Path in the agent's files of the input that crashes the program as given. */
  readonly crash: string;
}

export interface FindAndPatchTask extends TargetTask {
  readonly kind: "find-and-patch";
  /** Path below the task's folder of an input that crashes the program, which the agent does not get: its patch must stop it. */
  readonly groundTruth: string;
}

export type AnswerScorer =
  | { readonly kind: "exact"; readonly answer: string; readonly ignoreCase: boolean }
  | { readonly kind: "numeric"; readonly answer: number; readonly tolerance: number }
  /** The letter (A is the first choice), or the choice itself. */
  | { readonly kind: "choice"; readonly choices: readonly string[]; readonly answer: string }
  /** All of them and no other, in any order, separated by commas or lines. */
  | { readonly kind: "set"; readonly answers: readonly string[] }
  /** Judged by a model that the caller names; refused where the caller names none. */
  | { readonly kind: "rubric"; readonly rubric: string };

export interface QuestionTask extends TaskBase {
  readonly kind: "question";
  readonly scorer: AnswerScorer;
}

export type VulnerabilityTask = CrashTask | ExploitTask | PatchTask | FindAndPatchTask;
export type BenchmarkTask = FlagTask | VulnerabilityTask | QuestionTask;

/** A loaded, bounded and checked benchmark set. */
export interface BenchmarkSet {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly marking: string;
  /** Who runs a set refuses a model that is reached in another way. */
  readonly accessModes: readonly AccessMode[];
  readonly licence: string;
  readonly canary: string;
  /** Always stated. Our sets are invented and never stand for anyone's real benchmark. */
  readonly synthetic: boolean;
  readonly tasks: readonly BenchmarkTask[];
  /** Host folder it was read from. */
  readonly directory: string;
  /** SHA-256, hex, over the path and content of every file of the set, and of every file of an outside corpus that its tasks use. */
  readonly digest: string;
}

export type SetCheckName =
  | "reference-passes"
  | "null-fails"
  | "wrong-case-fails"
  | "near-miss-fails"
  | "list-of-guesses-fails"
  | "answer-not-in-view"
  | "twin-does-not-crash"
  | "tests-pass"
  | "build-is-reproducible";

/** What `checkBenchmarkSet` saw: one line for each thing a task must prove. */
export interface SetCheck {
  readonly taskId: string;
  readonly check: SetCheckName;
  /** Null where the task brings nothing to show it by, as some outside corpora do. */
  readonly held: boolean | null;
  readonly observed: string;
}
export interface SetCheckReport {
  /** No check failed. Those with nothing to show are for the reader to weigh. */
  readonly held: boolean;
  readonly checks: readonly SetCheck[];
}
