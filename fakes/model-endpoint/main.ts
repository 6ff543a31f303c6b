import { parseArgs } from "node:util";

import { parseMisbehaviour } from "./misbehave.ts";
import { startMock } from "./start-mock.ts";
import { startModelEndpoint } from "./start-model-endpoint.ts";

const USAGE = `usage: node fakes/model-endpoint/main.ts --key KEY [--port N] [--skill capable|weak|null] [--latency-ms N] [--reasons] [--misbehave RULES]
       node fakes/model-endpoint/main.ts --mock WORDS|bash:COMMAND [--port N] [--latency-ms N]`;

function fail(problem: string): never {
  console.error(`${problem}\n${USAGE}`);
  process.exit(2);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "0" },
        key: { type: "string", default: "" },
        skill: { type: "string", default: "capable" },
        "latency-ms": { type: "string" },
        reasons: { type: "boolean", default: false },
        misbehave: { type: "string" },
        mock: { type: "string" },
      },
    });
    return { ...values, misbehave: values.misbehave === undefined ? undefined : parseMisbehaviour(values.misbehave) };
  } catch (cause) {
    return fail(cause instanceof Error ? cause.message : "unreadable arguments");
  }
}

const { port, key, skill, reasons, misbehave, mock, "latency-ms": latency } = readArguments();
if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) fail("--port: give a number from 0 to 65535");
if (latency !== undefined && !/^\d{1,6}$/.test(latency)) fail("--latency-ms: give a whole number of milliseconds");
const latencyMs = latency === undefined ? {} : { latencyMs: Number(latency) };

async function start() {
  if (mock !== undefined) return startMock({ port: Number(port), ...latencyMs, reply: mock.startsWith("bash:") ? { bash: mock.slice("bash:".length) } : { say: mock } });
  if (key.length < 8) fail("--key: give a key of at least 8 characters");
  if (skill !== "capable" && skill !== "weak" && skill !== "null") fail("--skill: give capable, weak or null");
  return startModelEndpoint({ port: Number(port), apiKey: key, skill, reasons, ...latencyMs, ...(misbehave && { misbehave }) });
}

const endpoint = await start();
console.log(endpoint.url);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void endpoint.close());
