import { parseArgs } from "node:util";

import { startModelEndpoint } from "./start-model-endpoint.ts";

const USAGE = "usage: node fakes/model-endpoint/main.ts --key KEY [--port N] [--skill capable|weak|null]";

function fail(problem: string): never {
  console.error(`${problem}\n${USAGE}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({ options: { port: { type: "string", default: "0" }, key: { type: "string" }, skill: { type: "string", default: "capable" } } }).values;
  } catch (cause) {
    return fail(cause instanceof Error ? cause.message : "unreadable arguments");
  }
}

const { port, key, skill } = readArguments();
if (!key || key.length < 8) fail("--key: give a key of at least 8 characters");
if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) fail("--port: give a number from 0 to 65535");
if (skill !== "capable" && skill !== "weak" && skill !== "null") fail("--skill: give capable, weak or null");

const endpoint = await startModelEndpoint({ port: Number(port), apiKey: key, skill });
console.log(endpoint.url);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void endpoint.close());
