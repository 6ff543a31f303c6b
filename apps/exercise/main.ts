import { mkdir, rename, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { StepResult } from "./exercise.types.ts";
import { CAST, emailOf } from "./cast.ts";
import { gatherCast } from "./gather-cast.ts";
import { openPartnerSignIn } from "./partner-sign-in.ts";
import { play } from "./play.ts";
import { STEPS } from "./steps.ts";

/*
 * Plays the exercise against a running installation, through the public API and the CLI only. Tells its progress on
 * stdout in JSON lines, and in `progress.json` of its folder for the page.
 */
const { values } = parseArgs({
  options: { server: { type: "string" }, enclave: { type: "string" }, mail: { type: "string" }, "mail-in": { type: "string" }, folder: { type: "string" } },
});
const required = (name: "server" | "enclave" | "mail" | "mail-in" | "folder"): string => {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is needed`);
  return value;
};
const folder = required("folder");
const files = join(folder, "files");
await mkdir(files, { recursive: true });

const state: { text: string; fraction: number; steps: StepResult[]; done: boolean } = { text: "The people of the exercise come together", fraction: 0, steps: [], done: false };
let writing = Promise.resolve();
const showOnPage = () => {
  const text = JSON.stringify(state);
  writing = writing.then(async () => {
    const path = join(folder, "progress.json");
    await writeFile(`${path}.draft`, text, { mode: 0o644 });
    await rename(`${path}.draft`, path);
  });
};
const announce = (event: Readonly<Record<string, unknown>>) => {
  if (event["event"] === "progress") Object.assign(state, { text: event["text"], fraction: event["fraction"] });
  if (event["event"] === "step") state.steps.push(event["step"] as StepResult);
  showOnPage();
  process.stdout.write(`${JSON.stringify(event)}\n`);
};

// Ctrl-C, or the death of the supervisor: the play ends where it is.
const end = () => process.exit(1);
process.once("SIGTERM", end);
process.stdin.once("end", end).resume();

announce({ event: "progress", text: state.text, fraction: 0 });
// A repeated exercise takes new names, since names are unique and nothing is ever deleted to make room.
const run = existsSync(join(folder, "run")) ? ` ${Date.now().toString(36)}` : "";
await writeFile(join(folder, "run"), "");
const partnerSignIn = await openPartnerSignIn(required("server"), CAST.filter(({ byProvider }) => byProvider).map(({ name }) => emailOf(name, run)));
const people = await gatherCast({ url: required("server"), partnerSignIn, link: process.env["BREAKWATER_ADMINISTRATOR_LINK"] ?? "", cast: "low", run });
const enclavePeople = await gatherCast({ url: required("enclave"), link: process.env["BREAKWATER_ENCLAVE_ADMINISTRATOR_LINK"] ?? "", cast: "enclave", run });

const steps = await play(
  {
    server: required("server"),
    enclave: required("enclave"),
    mailFolder: required("mail"),
    mailInPort: Number(required("mail-in")),
    folder: files,
    checkout: join(import.meta.dirname, "../.."),
    people,
    enclavePeople,
    partnerSignIn,
    announce,
  },
  STEPS,
);
state.done = true;
announce({ event: "progress", text: "The exercise is over", fraction: 1 });
await writing;
process.exit(steps.length === STEPS.length && steps.every((step) => step.ok) ? 0 : 1);
