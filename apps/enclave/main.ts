import { join } from "node:path";
import { createProver } from "#engines/decision-proof";
import { firstAdministratorLink } from "#rooms/access";
import { announceKeys, resumeProofs, resumeRuns, watchExchange } from "#rooms/benchmarking";
import { closeServices, createLog, endWhenBroken, listen, readConfiguration, runUntilStopped, serveWeb, systemClock } from "#rooms/platform";
import { createEnclaveApi, enclaveRooms, openEnclave } from "./enclave-side.ts";

/*
 * The enclave: one process with its own database, keys, people and pages. To the low side it has no network connection,
 * only the two folders of BREAKWATER_EXCHANGE. It announces itself on stdout in JSON lines; its log goes to stderr.
 */
const DEFAULT_PORT = "8421";

const configuration = readConfiguration({ BREAKWATER_PORT: DEFAULT_PORT, ...process.env });
const log = createLog((line) => process.stderr.write(line), systemClock);
endWhenBroken(log);
const prover = createProver(join(configuration.dataDirectory, "decision-proof"));
const rooms = enclaveRooms(process.env["BREAKWATER_BENCHMARK_SETS"], prover);
const services = await openEnclave(configuration, log, rooms);

const link = await firstAdministratorLink(services);
if (link) process.stdout.write(`${JSON.stringify({ event: "first-administrator-link", token: link })}\n`);

await announceKeys(services);
// One process works an enclave's jobs, so whatever still counts as running died with the last one.
await resumeRuns(services);
await resumeProofs(services);

const api = createEnclaveApi(services, rooms);
if (configuration.webDirectory) serveWeb(api, configuration.webDirectory, "enclave.html");
const listener = await listen(api, configuration);
await services.jobs.work(services);
const stopWatching = watchExchange(services);

runUntilStopped({ event: "listening", url: `http://${configuration.host}:${listener.port}` }, async () => {
  await stopWatching();
  await listener.close();
  await closeServices(services);
});
