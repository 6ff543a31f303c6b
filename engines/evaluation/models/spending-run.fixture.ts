import { openSharedSpending } from "./spending.ts";

// A process of its own for the test: it makes calls of up to 100 tokens, which cost 60, until the cap refuses one, and prints how
// many it made; `hang` reserves one and keeps it until it is killed.
const [directory = "", run = "", tokens = "0", way = ""] = process.argv.slice(2);
const spending = openSharedSpending({ directory, run, cap: { tokens: Number(tokens) } });
const never = new AbortController().signal;
const worst = { tokens: 100, microUsd: 0 };

if (way === "hang") {
  await spending.reserve(worst, never);
  process.stdout.write("reserved\n");
  await new Promise((resolve) => setTimeout(resolve, 600_000));
}
let made = 0;
const work = async () => {
  for (;;) {
    const reservation = await spending.reserve(worst, never).catch((error: unknown) => (String(error).includes("spending cap") ? null : Promise.reject(error)));
    if (!reservation) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
    reservation.settle({ tokens: 60, microUsd: 0 });
    made += 1;
  }
};
await Promise.all(Array.from({ length: 5 }, work));
spending.close();
process.stdout.write(`${made}\n`);
process.exit(0);
