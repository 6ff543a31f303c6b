import type { Client, EnclaveOperations, Operations } from "#api-client";

/** Result of one step, as it stands in the JSON file. */
export interface StepResult {
  readonly step: number;
  readonly title: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly ids: Readonly<Record<string, string>>;
  readonly refused: readonly string[];
  readonly files: readonly string[];
  readonly error?: string;
}

/** What a command line printed and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a step may use: the public API as each person, the CLI, the mailboxes, and a place for its files. */
export interface Exercise {
  readonly server: string;
  readonly enclave: string;
  readonly mailInPort: number;
  /** Acts as a person of the low side, named as in the cast. */
  as(name: string): Client<Operations>;
  /** Acts as a person of the enclave. */
  inEnclave(name: string): Client<EnclaveOperations>;
  /** As a person of the low side, right after they proved anew that it is they; their session goes on under another token. */
  proven(name: string): Promise<Client<Operations>>;
  /** The same in the enclave. */
  provenInEnclave(name: string): Promise<Client<EnclaveOperations>>;
  /** Nobody: no session at all. */
  readonly nobody: Client<Operations>;
  /** Signs in at the partner's own identity provider as whoever has this address there. */
  signInAtPartner(email: string): Promise<unknown>;
  /** A person's own session token, for the CLI. */
  token(name: string): string;
  email(name: string): string;
  /** Runs `breakwater …` as somebody would in a terminal; with `as`, signed in as that person. */
  command(args: readonly string[], options?: { readonly as?: string; readonly environment?: Readonly<Record<string, string>> }): Promise<CommandResult>;
  /** Asserts that an attempt is refused with this code, and notes it. */
  mustRefuse(what: string, code: string, attempt: () => Promise<unknown>): Promise<void>;
  /** Asserts something that must hold. */
  must(what: string, holds: boolean): void;
  /** Asks until `find` gives something; fails after the time. */
  waitFor<Found>(what: string, find: () => Promise<Found | undefined>, timeoutMs?: number): Promise<Found>;
  /** Keeps a file of the exercise and returns its path. */
  keep(name: string, content: Uint8Array | string): Promise<string>;
  /** Notes a file made elsewhere. */
  keepPath(path: string): void;
  note(id: string, value: string): void;
  recall(id: string): string;
  /** Mails that reached an address, oldest first. */
  mails(address: string): Promise<readonly { readonly subject: string; readonly text: string; readonly replyTo: string | null }[]>;
  /** Says how far the step is, from 0 to 1. */
  progress(text: string, fraction: number): void;
  readonly folder: string;
  readonly checkout: string;
  /** Ends with the exercise. */
  onEnd(end: () => Promise<void>): void;
}

export interface Step {
  readonly title: string;
  /** Share of the whole exercise's time, for the progress bar. */
  readonly weight: number;
  run(exercise: Exercise): Promise<void>;
}
