// `npm start`: set up what is missing, then run the whole of Breakwater on the pinned Node.
import { parseArgs } from "node:util";
import { bootstrap, execOnPinnedNode, runCommand } from "./bootstrap.mjs";

const help = `npm start [-- OPTIONS]

Sets up what is missing, starts the database, server, worker and enclave, and prints the address.
On a first start it plays the exercise: the two journeys, live, on real input.

  --empty            start without the exercise
  --headless         no progress bar, no page to watch: plain lines
  --exit-when-done   stop when the exercise is over; exit code 0 only if every step really happened
  --json FILE        write the result of the exercise to FILE
  --port N           serve on this port of 127.0.0.1
  --help             this text

DATABASE_URL=postgresql://… uses that PostgreSQL (15 or newer) instead of the embedded one.
Exit codes: 0 done, 1 a step of the exercise did not happen, 2 wrong arguments, 3 set-up is missing.
`;

const options = /** @type {const} */ ({
  empty: { type: "boolean" },
  headless: { type: "boolean" },
  "exit-when-done": { type: "boolean" },
  json: { type: "string" },
  port: { type: "string" },
  help: { type: "boolean" },
});

await runCommand(async () => {
  const args = process.argv.slice(2);
  const refusal = refuse(args);
  if (refusal !== undefined) {
    process.stderr.write(`${refusal} See npm start -- --help\n`);
    return 2;
  }
  if (args.includes("--help")) {
    process.stdout.write(help);
    return 0;
  }
  bootstrap({ chromium: false });
  return execOnPinnedNode("apps/supervisor/main.ts", args);
});

/** Says in one line what is wrong with the arguments, or nothing. */
function refuse(args) {
  try {
    const { values } = parseArgs({ args, options, strict: true, allowPositionals: false });
    const { port = "1" } = values;
    if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) return `--port ${port} is not a port: give a whole number from 1 to 65535.`;
    if (values.json === "") return "--json needs the name of a file.";
    if (values.empty && values["exit-when-done"]) return "--empty plays no exercise, so there is nothing for --exit-when-done to wait for: give one of them.";
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message.split("\n")[0].replace(/\. To specify.*$/, "") + ".";
  }
}
