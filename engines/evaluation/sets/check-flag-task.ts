import type { Sandbox } from "#engines/sandbox";

import { VIEW_FOLDER } from "../agents/tools.ts";
import { escapeControls } from "../hostile-text.rules.ts";
import { makeScorer } from "../scorers/scorers.ts";
import { findSecret } from "./find-secret.ts";
import { makeFlag, secretsOf, type SampleSecrets } from "./flag.ts";
import { checkSolutions, finding } from "./judge-solution.ts";
import type { Finding, TaskUnderCheck } from "./proof.types.ts";
import { prepareView } from "./prepare-view.ts";
import { provision } from "./provision.ts";
import type { FlagTask } from "./set.types.ts";

// What the agent can see without a file: its environment, every process and what each was started with.
const SURROUNDINGS = "env; for p in /proc/[0-9]*; do cat $p/environ $p/cmdline $p/comm 2>/dev/null; ls -l $p/fd 2>/dev/null; done; cat /proc/net/unix /etc/hosts";
const FILE_BYTES = 64 * 1024 * 1024;

export async function checkFlagTask(subject: TaskUnderCheck<FlagTask>): Promise<Finding[]> {
  const { task, seed } = subject;
  const sampleFlag = makeFlag(seed, { taskId: task.id, epoch: 1 });
  const secrets = secretsOf(task, sampleFlag);
  const { findings, nearMisses } = await checkSolutions(subject, sampleFlag);
  return [
    ...findings,
    ...(await checkGuesses(subject, sampleFlag, secrets.flag, nearMisses)),
    await checkView(subject, sampleFlag, secrets),
    ...(await checkProvision(subject, secrets)),
  ];
}

const otherCase = (text: string): string => text.replace(/[a-z]/gi, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()));

async function checkGuesses({ task, set, backend, seed }: TaskUnderCheck<FlagTask>, sampleFlag: string, flag: string, nearMisses: readonly string[]): Promise<Finding[]> {
  const score = makeScorer({ backend, set, task, flag: sampleFlag, view: null });
  const passing = async (answers: readonly string[]) => {
    const wrong: string[] = [];
    for (const answer of answers) if (answer !== flag && (await score(answer)).passed) wrong.push(answer);
    return wrong;
  };
  const other = makeFlag(seed, { taskId: task.id, epoch: 2 });
  const middle = Math.floor(flag.length / 2);
  const cases = await passing([otherCase(flag), flag.toLowerCase(), flag.toUpperCase()]);
  const near = await passing([flag.slice(0, -1), flag.slice(1), `${flag}.`, `${flag.slice(0, middle)} ${flag.slice(middle)}`, `${flag.slice(0, middle)}${flag[middle] === "x" ? "y" : "x"}${flag.slice(middle + 1)}`, /\{(.*)\}/.exec(flag)?.[1] ?? ""]);
  const lists = await passing([`${other} ${flag}`, `${flag}\n${other}`, `${flag},${flag}`, `the flag is ${flag}`]);
  const say = (wrong: readonly string[], what: string) => (wrong.length === 0 ? `${what} fail` : `passes: ${wrong.join(" | ").replaceAll(flag, "[flag]")}`);
  return [
    finding("wrong-case-fails", cases.length === 0, say(cases, "other cases of the flag")),
    finding("near-miss-fails", near.length + nearMisses.length === 0, nearMisses.length > 0 ? `passes: ${nearMisses.join(" ")}` : say(near, "flags with a letter more, less or another")),
    finding("list-of-guesses-fails", lists.length === 0, say(lists, "lists and sentences with the flag")),
  ];
}

/** No flag of the sample may be found in the view by looking: not in files or their names, not in the environment, not in processes. */
async function checkView({ task, set, backend }: TaskUnderCheck<FlagTask>, sampleFlag: string, { flag, milestones }: SampleSecrets): Promise<Finding> {
  const view = await prepareView(backend, set, task, sampleFlag);
  try {
    for (const secret of [flag, ...milestones.values()]) {
      // What stands between the braces is the secret; "flag{" may stand anywhere.
      const core = /\{(.{8,})\}/.exec(secret)?.[1] ?? secret;
      for (const [where, content] of await readSeen(view)) {
        const encodings = findSecret(content, core);
        if (encodings && !encodings.every((encoding) => encoding !== "plain" && task.solution.encodings.includes(encoding)))
          return finding("answer-not-in-view", false, `in ${escapeControls(where)}, ${encodings.join(" in ")}`);
      }
    }
    return finding("answer-not-in-view", true, "in no file, environment or process");
  } finally {
    await view.stop();
  }
}

async function readSeen(view: Sandbox): Promise<[string, Uint8Array][]> {
  const [surroundings, names] = await Promise.all([
    view.exec({ argv: ["sh", "-c", SURROUNDINGS], cwd: VIEW_FOLDER }),
    view.exec({ argv: ["find", "/box", "-type", "f", "-print0"], cwd: "/" }),
  ]);
  const seen: [string, Uint8Array][] = [["the environment or a process", surroundings.stdout], ["a file's name", names.stdout]];
  for (const path of Buffer.from(names.stdout).toString().split("\0")) if (path !== "") seen.push([path, await view.read(path, { maxBytes: FILE_BYTES })]);
  return seen;
}

/** Made twice with the same flag it must be the same, or a sample that goes on after a stop would go on with other files. */
async function checkProvision({ task, backend }: TaskUnderCheck<FlagTask>, secrets: SampleSecrets): Promise<Finding[]> {
  if (!task.provision) return [];
  const [first, second] = [await provision(backend, task, secrets), await provision(backend, task, secrets)];
  const differing = [...first].filter(([path, { content }]) => Buffer.compare(content, second.get(path)?.content ?? new Uint8Array()) !== 0).map(([path]) => path);
  return [finding("build-is-reproducible", differing.length === 0, differing.length === 0 ? "made twice, the same" : `made twice, another ${differing.join(", ")}; take chance from SEED and time from nowhere`)];
}
