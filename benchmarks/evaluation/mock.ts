// The mock endpoint, in a process of its own; its first argument is the reply it gives. Prints its address, ends with its input.
import { startMock, type MockOptions } from "#fakes/model-endpoint";

const mock = await startMock({ latencyMs: 5, reply: JSON.parse(process.argv[2] ?? "") as MockOptions["reply"] });
process.stdout.write(`${mock.url}\n`);
process.stdin.resume().once("end", () => void mock.close());
