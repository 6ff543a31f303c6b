import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { listen, sql, type Actor } from "#rooms/platform";
import { recordLine } from "../../rooms/findings/intake/intake.fixture.ts";
import { clearinghousePeople } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";

let world: World;
let finder: Actor;
let port: number;
let folder: string;
beforeEach(async () => {
  world = await createWorld();
  ({ finder } = await clearinghousePeople(world));
  folder = await mkdtemp(join(tmpdir(), "breakwater-submit-"));
  const listener = await listen(createLowSideApi(world.services), { host: "127.0.0.1", port: 0 });
  port = listener.port;
  onTestFinished(async () => {
    await listener.close();
    await rm(folder, { recursive: true });
  });
});

async function submit(args: readonly string[], { toPort = port, stdin = [] }: { readonly toPort?: number; readonly stdin?: readonly string[] } = {}) {
  let stdout = "";
  let stderr = "";
  const exitCode = await runCli(["finding", "submit", ...args.map((arg) => arg.replaceAll("~", folder))], {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    stdin: (async function* () {
      yield* stdin;
    })(),
    env: { BREAKWATER_SERVER: `http://127.0.0.1:${toPort}`, BREAKWATER_TOKEN: await world.token(finder) },
    signal: new AbortController().signal,
  });
  return { exitCode, stderr, stdout, answers: stdout.trimEnd().split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : [])) };
}

const stored = async () => (await world.services.db.find<{ count: number }>(sql`SELECT count(*) AS count FROM findings.finding`))?.count;

/** A way to the server that breaks once, in the middle of an upload. */
async function openBreakingWay(bytes: number): Promise<number> {
  let left: number | undefined = bytes;
  const way = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on("error", end).on("close", end);
    far.pipe(near);
    near.on("data", (chunk) => {
      far.write(chunk);
      if (left === undefined) return;
      left -= chunk.length;
      if (left > 0) return;
      left = undefined;
      end();
    });
  });
  await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void way.close());
  return (way.address() as AddressInfo).port;
}

test("a stream whose connection breaks goes on by itself, and every line has its answer once", { timeout: 60_000 }, async () => {
  await writeFile(join(folder, "many.ndjson"), Array.from({ length: 6000 }, (_none, at) => `${at === 2500 ? "not JSON" : recordLine(at)}\n`).join(""));
  const { exitCode, answers } = await submit(["--bulk", "~/many.ndjson", "--json"], { toPort: await openBreakingWay(2_000_000) });
  expect(exitCode).toBe(4);
  expect(answers.map(({ line }) => line)).toEqual(Array.from({ length: 6000 }, (_none, at) => at + 1));
  expect(answers.filter(({ refused }) => refused).map(({ line, refused }) => [line, refused.code])).toEqual([[2501, "line-refused"]]);
  expect(await stored()).toBe(5999);
});

test("standard input streams too; what breaks there says how to go on, and goes on with the line after the last one", { timeout: 60_000 }, async () => {
  const lines = Array.from({ length: 3000 }, (_none, at) => `${recordLine(at)}\n`);
  const broken = await submit(["--bulk", "-", "--intake", "stdin-of-this-test"], { toPort: await openBreakingWay(1_000_000), stdin: [lines.join("")] });
  expect([broken.exitCode, broken.stderr]).toEqual([5, expect.stringMatching(/The connection broke after line \d+; go on with: breakwater finding submit --bulk - --intake stdin-of-this-test/)]);
  const { exitCode, stderr } = await submit(["--bulk", "-", "--intake", "stdin-of-this-test"], { stdin: lines });
  expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/ received, \d+ received before, 0 refused/)]);
  expect(await stored()).toBe(3000);
});

test("a file of another format is sent with what it has no place for, each item answered", async () => {
  await writeFile(join(folder, "list.csv"), "title,cwe,product,path\nOne,CWE-787,Gauge,a.c\nTwo,,Gauge,b.c\n");
  await writeFile(join(folder, "none.json"), "{}");
  const said = ["--format", "csv", "--finder", "Harbour Watch", "--model", "scout", "--model-version", "2", "--harness", "scan", "--human", "none"];
  const { exitCode, answers } = await submit([...said, "~/list.csv", "~/none.json", "--json"]);
  expect([exitCode, answers.map(({ file, line, findingId, refused }) => [file.replace(folder, "~"), line, typeof findingId, refused?.code])]).toEqual([4, [
    ["~/list.csv", 1, "string", undefined], ["~/list.csv", 2, "undefined", "line-refused"], ["~/none.json", undefined, "undefined", "import-refused"],
  ]]);
  expect((await submit(["--format", "xml", "~/list.csv"])).exitCode).toBe(2);
  expect((await submit(["--bulk", "~/none.json", "--intake", "short"])).exitCode).toBe(2);
  expect((await submit(["--bulk", "~/nowhere.ndjson"])).exitCode).toBe(2);
});
