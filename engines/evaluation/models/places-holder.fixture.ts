import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import { openSharedPlaces } from "./places.ts";

// A process of its own for the test: `hold` takes what it is told to and keeps it until it is killed; `work` takes a place for
// each of its tasks, a hundred of them wanted at once, and writes down when it has one and when not any more.
const [directory = "", endpoint = "", way = "", count = "0", log = ""] = process.argv.slice(2);
const places = openSharedPlaces({ directory, endpoint, most: 4 });
const never = new AbortController().signal;

if (way === "hold") {
  for (let index = 0; index < Number(count); index += 1) await places.take(never);
  process.stdout.write("held\n");
  await delay(600_000);
}
process.stdout.write("ready\n");
await once(process.stdin, "data");
await Promise.all(
  Array.from({ length: Number(count) }, async () => {
    const leave = await places.take(never);
    appendFileSync(log, `${process.pid} +\n`);
    await delay(2);
    appendFileSync(log, `${process.pid} -\n`);
    leave("served");
  }),
);
places.close();
process.exit(0);
