import { join } from "node:path";
import { startChild, type Child } from "./child.ts";
import type { Harbour } from "./harbour.ts";
import type { Installation } from "./installation.ts";
import { choosePort } from "./ports.ts";

export interface ExerciseStep {
  readonly step: number;
  readonly title: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly ids: Readonly<Record<string, string>>;
  /** What was tried and refused, as it must be. */
  readonly refused: readonly string[];
  /** Paths of the files the step made. */
  readonly files: readonly string[];
  readonly error?: string;
}

export interface ExerciseResult {
  readonly steps: readonly ExerciseStep[];
}

export interface PreparedExercise {
  readonly smtpUrl: string;
  /** Where the exercise's mail server keeps what it was sent. */
  readonly mailFolder: string;
  /** What runs for it now; stopped last first. */
  readonly parts: Child[];
  stop(): Promise<void>;
}

const EXERCISE_TIMEOUT_MS = 20 * 60_000;

export const playExercise = { prepare, play };

/** Starts what the exercise needs of the outside world before the installation: a mail server that takes everything. */
async function prepare(installation: Installation): Promise<PreparedExercise> {
  const port = await choosePort(0);
  const mailFolder = join(installation.exercise, "mail");
  const server = startPart("mail-server", "fakes/mail-server/main.ts", ["--port", String(port), "--directory", mailFolder], installation);
  await server.waitFor("listening", 30_000);
  const parts = [server];
  const stop = async () => {
    for (const part of parts.splice(0).toReversed()) await part.stop();
  };
  return { smtpUrl: `smtp://127.0.0.1:${port}`, mailFolder, parts, stop };
}

/** Plays the seven steps as the people of the exercise, through the public API and the CLI only. */
async function play(options: {
  readonly installation: Installation;
  readonly harbour: Harbour;
  readonly exercise: PreparedExercise;
  readonly headless: boolean;
  readonly say: (line: string) => void;
}): Promise<ExerciseResult> {
  const { installation, harbour, exercise } = options;
  const steps: ExerciseStep[] = [];
  const argv = [
    "--server", harbour.url,
    "--enclave", harbour.enclaveUrl,
    "--mail", exercise.mailFolder,
    "--mail-in", String(harbour.mailPort),
    "--folder", installation.exercise,
  ];
  const environment = {
    BREAKWATER_ADMINISTRATOR_LINK: harbour.administratorLink ?? "",
    BREAKWATER_ENCLAVE_ADMINISTRATOR_LINK: harbour.enclaveAdministratorLink ?? "",
  };
  let shown = "";
  const player = startPart("exercise", "apps/exercise/main.ts", argv, installation, environment, (event) => {
    if (event["event"] === "progress" && event["text"] !== shown) {
      shown = String(event["text"]);
      showProgress(options, shown, Number(event["fraction"]));
    }
    if (event["event"] === "step") steps.push(event["step"] as ExerciseStep);
  });
  exercise.parts.push(player);
  const timer = setTimeout(() => void player.stop(), EXERCISE_TIMEOUT_MS);
  await player.ended;
  clearTimeout(timer);
  if (process.stdout.isTTY && !options.headless) process.stdout.write("\r\u001b[K");
  return { steps };
}

function startPart(name: string, script: string, args: readonly string[], installation: Installation, environment: Readonly<Record<string, string>> = {}, onEvent?: (event: Readonly<Record<string, unknown>>) => void): Child {
  return startChild({ name, script, args, checkout: installation.checkout, environment, logFile: join(installation.home, `${name}.log`), ...(onEvent ? { onEvent } : {}) });
}

const BAR = 28;

function showProgress(options: { readonly headless: boolean; readonly say: (line: string) => void }, text: string, fraction: number): void {
  if (options.headless || !process.stdout.isTTY) return options.say(`${Math.round(fraction * 100).toString().padStart(3)} % ${text}`);
  const done = Math.round(fraction * BAR);
  process.stdout.write(`\r\u001b[K[${"#".repeat(done)}${"-".repeat(BAR - done)}] ${Math.round(fraction * 100).toString().padStart(3)} % ${text.slice(0, 80)}`);
}
