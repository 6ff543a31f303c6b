import type { ShownEvent } from "../logs/open-log.ts";

/** `interrupted`: its last words are missing and no process writes it; it can be resumed. */
export type RunStatus = "running" | "paused" | "interrupted" | "finished" | "stopped" | "halted" | "failed";

/** A sample as a list shows it. Its texts are a stranger's. */
export interface ViewedSample {
  /** By which it is asked for: `task#1`, or `task#1@variant`. */
  readonly sample: string;
  readonly state: "open" | "ended";
  /** Null while it is open, and where a log does not say. */
  readonly outcome: string | null;
  /** By scorer; empty where it was not scored. */
  readonly scores: Readonly<Record<string, unknown>>;
  /** So far, where it is open. */
  readonly turns: number | null;
  readonly tokens: number | null;
  readonly costMicroUsd: number | null;
  readonly seconds: number | null;
  readonly error: string | null;
  /** Names of what the detectors found, each once. */
  readonly flags: readonly string[];
  readonly refused: boolean;
}

export interface ViewedIsolation {
  readonly rounds: number;
  readonly roundsFailed: number;
  /** Names of the probes that failed. */
  readonly failed: readonly string[];
  readonly alarms: number;
}

/** What is known of a run when somebody looks. */
export interface ViewedRun {
  readonly form: "run-folder" | "eval";
  readonly status: RunStatus;
  /** Why it ended early, else null. */
  readonly reason: string | null;
  /** Of the log, from 0 to 1: a large one is read in pieces. */
  readonly shareRead: number;
  readonly set: string;
  readonly marking: string | null;
  readonly model: string;
  readonly agent: string | null;
  readonly begunAt: string;
  /** Of its newest event; null where the log does not say. */
  readonly newestAt: string | null;
  /** How many samples it is to have. */
  readonly expected: number;
  /** By every reply that is recorded; null where the log does not say, or no price was given. */
  readonly spent: { readonly tokens: number | null; readonly costMicroUsd: number | null };
  /** Null where the log does not say. */
  readonly isolation: ViewedIsolation | null;
  /** Set for the whole run, instead of the tasks' own. */
  readonly limits: Readonly<Record<string, number>>;
  /** What happened to the run itself: the newest. */
  readonly happenings: readonly ShownEvent[];
  readonly samples: readonly ViewedSample[];
}

export interface SampleWindow {
  readonly events: readonly ShownEvent[];
  readonly total: number;
}

/** A log that is looked at again and again while it grows. */
export interface FollowedLog {
  readonly path: string;
  /** Reads on from where the last look ended, but only so much at once. */
  look(): Promise<ViewedRun>;
  /** Of what has been looked at. @throws {LogError} `unknown-sample` */
  readWindow(sample: string, from: number, count: number): Promise<SampleWindow>;
  close(): Promise<void>;
}
