import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ApiError, createClient, createEnclaveClient } from "#api-client";
import { readMailbox } from "#fakes/mail-server";
import type { CommandResult, Exercise, Step, StepResult } from "./exercise.types.ts";
import type { GatheredPerson } from "./gather-cast.ts";
import type { PartnerSignIn } from "./partner-sign-in.ts";

export interface PlayOptions {
  readonly server: string;
  readonly enclave: string;
  readonly mailFolder: string;
  readonly mailInPort: number;
  readonly folder: string;
  readonly checkout: string;
  readonly people: ReadonlyMap<string, GatheredPerson>;
  readonly enclavePeople: ReadonlyMap<string, GatheredPerson>;
  readonly partnerSignIn: PartnerSignIn;
  /** Tells the terminal and the page. */
  announce(event: Readonly<Record<string, unknown>>): void;
}

const COMMAND_TIMEOUT_MS = 180_000;

/** Plays the steps one after another; a step that fails ends the play, and what did not happen is not in the result. */
export async function play(options: PlayOptions, steps: readonly Step[]): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  const notes = new Map<string, string>();
  const ends: (() => Promise<void>)[] = [];
  const total = steps.reduce((sum, step) => sum + step.weight, 0);
  let before = 0;
  try {
    for (const [index, step] of steps.entries()) {
      const result = await playStep({ options, step, number: index + 1, notes, ends, fraction: (part) => (before + step.weight * part) / total });
      results.push(result);
      options.announce({ event: "step", step: result });
      if (!result.ok) break;
      before += step.weight;
    }
  } finally {
    for (const end of ends.toReversed()) await end();
  }
  return results;
}

interface StepPlay {
  readonly options: PlayOptions;
  readonly step: Step;
  readonly number: number;
  readonly notes: Map<string, string>;
  readonly ends: (() => Promise<void>)[];
  fraction(part: number): number;
}

async function playStep({ options, step, number, notes, ends, fraction }: StepPlay): Promise<StepResult> {
  const refused: string[] = [];
  const files: string[] = [];
  const ids: Record<string, string> = {};
  const started = performance.now();
  const say = (text: string, part: number) => options.announce({ event: "progress", text: `${number}. ${text}`, fraction: fraction(part) });
  say(step.title, 0);
  const exercise: Exercise = {
    ...peopleOf(options),
    server: options.server,
    enclave: options.enclave,
    mailInPort: options.mailInPort,
    folder: options.folder,
    checkout: options.checkout,
    command: (args, { as, environment = {} } = {}) => runCommand(options, args, { ...environment, ...(as === undefined ? {} : { BREAKWATER_TOKEN: personOf(options.people, as).token }) }),
    mustRefuse: async (what, code, attempt) => void refused.push(await expectRefusal(what, code, attempt)),
    must: (what, holds) => {
      if (!holds) throw new Error(`This should hold and does not: ${what}`);
    },
    waitFor,
    keep: async (name, content) => {
      await mkdir(options.folder, { recursive: true });
      const path = join(options.folder, name);
      await writeFile(`${path}.draft`, content);
      await rename(`${path}.draft`, path);
      files.push(path);
      return path;
    },
    keepPath: (path) => void files.push(path),
    note: (id, value) => {
      ids[id] = value;
      notes.set(id, value);
    },
    recall: (id) => {
      const value = notes.get(id);
      if (value === undefined) throw new Error(`No earlier step noted ${id}`);
      return value;
    },
    mails: (address) => readMailbox(options.mailFolder, address),
    progress: say,
    onEnd: (end) => void ends.push(end),
  };
  const finish = (ok: boolean, error?: string): StepResult => ({ step: number, title: step.title, ok, ms: Math.round(performance.now() - started), ids, refused, files, ...(error === undefined ? {} : { error }) });
  try {
    await step.run(exercise);
    if (refused.length === 0) throw new Error("The step showed nothing that is refused");
    return finish(true);
  } catch (error) {
    return finish(false, error instanceof Error ? describeError(error) : String(error));
  }
}

function describeError(error: Error): string {
  const place = error.stack?.split("\n").find((line) => /step-\d/.test(line))?.trim() ?? "";
  return error instanceof ApiError ? `${error.status} ${error.code}${error.field ? ` (${error.field})` : ""}: ${error.message} ${place}` : `${error.message} ${place}`;
}

function peopleOf(options: PlayOptions) {
  const as = (name: string) => createClient({ baseUrl: options.server, token: personOf(options.people, name).token });
  const inEnclave = (name: string) => createEnclaveClient({ baseUrl: options.enclave, token: personOf(options.enclavePeople, name).token });
  return {
    as,
    proven: async (name: string) => {
      const person = personOf(options.people, name);
      const { token } = await as(name).call("POST /session/step-up", { body: { method: "exercise" } });
      if (token) person.token = token;
      return as(name);
    },
    inEnclave,
    provenInEnclave: async (name: string) => {
      const person = personOf(options.enclavePeople, name);
      const { token } = await inEnclave(name).call("POST /session/step-up", { body: { method: "exercise" } });
      if (token) person.token = token;
      return inEnclave(name);
    },
    nobody: createClient({ baseUrl: options.server }),
    signInAtPartner: (email: string) => options.partnerSignIn.signIn(email),
    token: (name: string) => personOf(options.people, name).token,
    email: (name: string) => personOf(options.people, name).email,
  };
}

function personOf(people: ReadonlyMap<string, GatheredPerson>, name: string): GatheredPerson {
  const person = people.get(name);
  if (!person) throw new Error(`${name} is not in the cast`);
  return person;
}

async function expectRefusal(what: string, code: string, attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === code) return `${what} (${code})`;
    throw new Error(`This must be refused with ${code}, and was with ${error.code}: ${what}`, { cause: error });
  }
  throw new Error(`This must be refused and was not: ${what}`);
}

async function waitFor<Found>(what: string, find: () => Promise<Found | undefined>, timeoutMs = 60_000): Promise<Found> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What people run on the command line ends with the play. */
const commands = new Set<ChildProcess>();
process.once("exit", () => {
  for (const command of commands) command.kill();
});

function runCommand(options: PlayOptions, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<CommandResult> {
  const child = spawn(process.execPath, [join(options.checkout, "apps/cli/launcher.mjs"), ...args], {
    cwd: options.folder,
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LANG: "C.UTF-8", BREAKWATER_SERVER: options.server, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: COMMAND_TIMEOUT_MS,
  });
  commands.add(child);
  child.once("close", () => commands.delete(child));
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** Reads a JSON file of the exercise. */
export async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}
