import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readArguments } from "./arguments.ts";
import { playExercise, type ExerciseResult } from "./exercise.ts";
import { startHarbour } from "./harbour.ts";
import { holdInstallation } from "./hold-installation.ts";
import { prepareInstallation } from "./installation.ts";

/*
 * `npm start` after its set-up: starts both databases, server, worker and enclave, plays the exercise on a first start,
 * and stops everything in order on Ctrl-C. Exit codes: 0 done, 1 a step of the exercise did not happen or a part broke.
 */
const args = readArguments(process.argv.slice(2));
const say = (line: string) => void process.stdout.write(`${line}\n`);
const installation = prepareInstallation(join(import.meta.dirname, "../.."), process.env["BREAKWATER_HOME"]);
const marker = join(installation.exercise, "result.json");
const emptyMarker = join(installation.home, "empty");
if (args.empty && !existsSync(marker)) writeFileSync(emptyMarker, "");
const isEmpty = existsSync(emptyMarker);
const mustPlay = !isEmpty && (!existsSync(marker) || args.exitWhenDone);

let stop: () => Promise<void> = async () => undefined;
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (interrupted) return;
    interrupted = true;
    say("Stopping …");
    stop().then(() => process.exit(0), fail);
  });
}

run().catch(fail);

async function run(): Promise<void> {
  await holdInstallation(installation.home);
  const exercise = isEmpty ? undefined : await playExercise.prepare(installation);
  if (exercise) stop = exercise.stop;
  const harbour = await startHarbour({
    installation,
    exercise: !isEmpty,
    port: args.port,
    databaseUrl: process.env["DATABASE_URL"],
    smtpUrl: process.env["BREAKWATER_SMTP_URL"] ?? exercise?.smtpUrl,
    environment: process.env,
  });
  stop = async () => {
    await exercise?.stop();
    await harbour.stop();
  };
  harbour.broken.catch(async (error: unknown) => {
    if (interrupted) return;
    interrupted = true;
    await stop();
    fail(error);
  });
  say(`Breakwater is at ${harbour.url} (its enclave at ${harbour.enclaveUrl}); data in ${installation.home}`);
  if (!installation.separateUsers) say("Both sides run as your own user; start as root, or install each side under its own user, to keep them apart.");
  if (isEmpty && harbour.administratorLink) {
    say(`First administrator: ${harbour.url}/sign-in/link#${harbour.administratorLink} (works once)`);
    if (harbour.enclaveAdministratorLink) say(`First administrator of the enclave: ${harbour.enclaveUrl}/sign-in/link#${harbour.enclaveAdministratorLink} (works once)`);
  }
  if (!exercise || !mustPlay) return say("Ctrl-C stops it.");
  const result = await playExercise.play({ installation, harbour, exercise, headless: args.headless, say });
  // Ctrl-C ended it; there is nothing to report, and the process is about to end.
  if (interrupted) return;
  report(result);
  if (args.json) writeFileSync(resolve(process.env["INIT_CWD"] ?? process.cwd(), args.json), `${JSON.stringify(result, null, 2)}\n`);
  const happened = result.steps.length === 7 && result.steps.every((step) => step.ok);
  if (happened) writeFileSync(marker, `${JSON.stringify(result, null, 2)}\n`);
  if (args.exitWhenDone) {
    interrupted = true;
    await stop();
    process.exit(happened ? 0 : 1);
  }
  say(happened ? `The exercise is done. Look around at ${harbour.url}; Ctrl-C stops it.` : "Some steps did not happen; the next start tries again. Ctrl-C stops it.");
}

function report(result: ExerciseResult): void {
  say("");
  for (const step of result.steps) say(`${step.ok ? "done  " : "FAILED"} ${step.step}. ${step.title.padEnd(64)} ${(step.ms / 1000).toFixed(1).padStart(6)} s  refused ${step.refused.length}, files ${step.files.length}${step.error ? `\n       ${step.error}` : ""}`);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
