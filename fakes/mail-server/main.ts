import { parseArgs } from "node:util";
import { startMailServer } from "./index.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" }, directory: { type: "string" } } });
if (!values.directory) {
  process.stderr.write("--directory FOLDER is needed: mails are kept there\n");
  process.exit(2);
}
const server = await startMailServer({ port: Number(values.port), directory: values.directory });
const stop = () => void server.close().then(() => process.exit(0));
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.stdin.on("end", stop).resume();
process.stdout.write(`${JSON.stringify({ event: "listening", port: server.port })}\n`);
