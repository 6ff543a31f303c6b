// Writes a journal until it is killed: 20 samples at once, and tells each event that was acknowledged.
import { keyOf } from "./sample-run.fixture.ts";
import { openJournal } from "./journal.ts";

const journal = await openJournal(process.argv[2] ?? "", { now: () => new Date() });
const write = async (lamp: number): Promise<never> => {
  const sample = keyOf(`lamp-${lamp}`);
  for (let event = 0; ; event += 1) {
    const { sequence, digest } = await journal.append(sample, "message", { role: "user", cause: "task", text: `${event} `.repeat(1 + ((event * 37) % 400)) });
    process.stdout.write(`${sample} ${sequence} ${digest}\n`);
  }
};
await Promise.all(Array.from({ length: 20 }, (_, lamp) => write(lamp)));
