import { startExchange } from "#rooms/determination";
import { closeServices, createLog, endWhenBroken, readConfiguration, runUntilStopped, systemClock } from "#rooms/platform";
import { openLowSide } from "../server/low-side.ts";

/** A worker of the low side: the same rooms, jobs only, and the exchange with the enclave. Start as many as there is work for. */
const configuration = readConfiguration(process.env);
const log = createLog((line) => process.stderr.write(line), systemClock);
endWhenBroken(log);
const services = await openLowSide(configuration, log);
await services.jobs.work(services);
const exchange = startExchange(services);

runUntilStopped({ event: "working" }, async () => {
  await exchange.stop();
  await closeServices(services);
});
