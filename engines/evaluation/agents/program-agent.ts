import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

import { ModelError, RunError } from "../evaluation.errors.ts";
import type { AgentChoice } from "../evaluation.types.ts";
import { boundText, toSafeText } from "../hostile-text.rules.ts";
import { openMeteredProxy } from "../models/proxy/metered-proxy.ts";
import { runAgentProgram } from "../models/proxy/run-agent-program.ts";
import { toRefusalText } from "./tool.ts";
import type { Agent, AgentWorld } from "./agent.types.ts";

const FOLDER = "/box/agent";
/** A program that speaks no MCP leaves its answer here when it ends. */
const ANSWER_FILE = `${FOLDER}/answer.txt`;
const LONGEST_ANSWER_BYTES = 4_000;
const MOST_FILES = 2_000;
const LARGEST_AGENT_BYTES = 64 * 1024 * 1024;
const LONGEST_OUTPUT = 16_000;

/**
 * A program of the caller's as the agent: laid into the sample's sandbox, told the task by BREAKWATER_TASK, and given the model
 * by a meter that stands between. It submits by the tool `submit` (MCP, BREAKWATER_MCP), or by what it leaves in answer.txt
 * beside itself. Cut off, it begins again in a fresh sandbox; what it asks again in the same words is answered from the record.
 * @throws {RunError} `bad-argument` when its folder cannot be read
 */
export async function programAgent({ name, directory, command }: Extract<AgentChoice, { kind: "program" }>): Promise<Agent> {
  const files = await readProgram(directory);
  const digest = createHash("sha256");
  for (const [path, content] of files) digest.update(`${JSON.stringify(path)} ${createHash("sha256").update(content).digest("hex")}\n`);
  return {
    name: `program-${name}`,
    definition: { command, program: digest.digest("hex") },
    asksItself: true,
    async solve(world) {
      const { place, signal } = world;
      if (!place) throw new TypeError("a program needs a sandbox");
      for (const [path, content] of files) await place.write(`${FOLDER}/${path}`, content, { mode: 0o755 });
      const ended = Promise.withResolvers<"correct" | "attempt-limit">();
      const proxy = openMeteredProxy({ ...world.meter(), call: (request) => world.ask(request).catch((cause: unknown) => {
          if (!isForProgram(cause)) ended.reject(cause);
          throw cause;
        }), signal, tools: world.tools.map((tool) => offer(world, tool.definition, ended)) });
      const over = new AbortController();
      const onAbort = () => over.abort(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        const running = runAgentProgram({ sandbox: place, proxy, argv: command, cwd: FOLDER, env: { BREAKWATER_TASK: world.prompt }, limits: { wallTimeMs: world.timeLeftMs() }, signal: over.signal });
        // Whichever of the two comes second is looked at below, or is only the echo of the first.
        for (const either of [running, ended.promise]) either.catch(() => undefined);
        const first = await Promise.race([running, ended.promise]).finally(() => over.abort(new Error("the sample is over")));
        await running.catch((cause: unknown) => {
          // It was we who ended it.
          if (typeof first !== "string") throw cause;
        });
        // What was right stays right, whatever the program would still have done.
        if (typeof first === "string") return first;
        await world.say("user", "note", boundText(toSafeText(first.stderr, LONGEST_OUTPUT), LONGEST_OUTPUT));
        world.requireRoom();
        const answer = await readAnswer(world);
        return (answer === null ? undefined : (await world.submit(answer)).ends) ?? "gave-up";
      } finally {
        signal.removeEventListener("abort", onAbort);
      }
    },
  };
}

/** What a program may answer by asking for something else; anything else is no business of its and ends the sample. */
const isForProgram = (cause: unknown): boolean => cause instanceof ModelError && (cause.code === "request-refused" || cause.code === "context-length" || cause.code === "refused-by-policy");

function offer(world: AgentWorld, definition: AgentWorld["tools"][number]["definition"], ended: PromiseWithResolvers<"correct" | "attempt-limit">) {
  let calls = 0;
  return {
    definition,
    async run(input: unknown) {
      calls += 1;
      const output = await world.act({ id: `${definition.name}-${calls}`, name: definition.name, argumentsText: JSON.stringify(input) }).catch((cause: unknown) => {
        ended.reject(cause);
        throw cause;
      });
      if (output.ends) ended.resolve(output.ends);
      return { text: output.text };
    },
  };
}

async function readAnswer({ place }: AgentWorld): Promise<string | null> {
  try {
    return new TextDecoder().decode(await place?.read(ANSWER_FILE, { maxBytes: LONGEST_ANSWER_BYTES })).trim();
  } catch (cause) {
    // None was left, or something that is no file: the program gave none.
    toRefusalText(cause);
    return null;
  }
}

/** Regular files by path, sorted. */
async function readProgram(directory: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  let bytes = 0;
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new RunError("bad-argument", `agent.directory: ${directory} cannot be read; name the folder of the program`, { cause });
  });
  for (const entry of entries.filter((one) => one.isFile()).toSorted((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))) {
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    bytes += content.length;
    if (files.size >= MOST_FILES || bytes > LARGEST_AGENT_BYTES) throw new RunError("bad-argument", `agent.directory: more than ${MOST_FILES} files or ${LARGEST_AGENT_BYTES} bytes`);
    files.set(relative(directory, path), content);
  }
  return files;
}
