// relay.mjs: standard input is what came in on one line; what the harbour answers is printed.
import { readFileSync } from "node:fs";

import { GateError, passRequests } from "./gate.mjs";
import { answerRequests } from "./store.mjs";

const came = readFileSync(0).subarray(0, 262_144);
try {
  const passed = Buffer.concat([...passRequests(came)]);
  for (const answer of answerRequests(passed)) console.log(answer);
} catch (error) {
  if (!(error instanceof GateError)) throw error;
  console.log(`gate: ${error.message}`);
  process.exitCode = 2;
}
