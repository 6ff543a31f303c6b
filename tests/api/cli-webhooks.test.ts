import { expect, onTestFinished, test } from "vitest";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { startWebhookReceiver } from "#fakes/webhook-receiver";
import { listen } from "#rooms/platform";
import { createWorld } from "../setup/world.ts";

test("an organisation adds an address, tests it, lists it and takes it away, all from the command line", { timeout: 60_000 }, async () => {
  const world = await createWorld();
  const operator = await world.person({ organisation: "Water Works", kind: "operator", name: "Uma", roles: ["operator"] });
  const server = await listen(createLowSideApi(world.services), { host: "127.0.0.1", port: 0 });
  const receiver = await startWebhookReceiver();
  onTestFinished(() => Promise.all([server.close(), receiver.close()]).then(() => undefined));
  const run = async (...args: readonly string[]) => {
    let [stdout, stderr] = ["", ""];
    const env = { BREAKWATER_SERVER: `http://127.0.0.1:${server.port}`, BREAKWATER_TOKEN: await world.token(operator) };
    const exitCode = await runCli(args, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text), stdin: process.stdin, env, signal: new AbortController().signal });
    return { exitCode, stdout, stderr };
  };
  expect((await run("webhook", "list")).stdout).toBe("No addresses.\n");
  expect(await run("webhook", "add", receiver.url, "--severity", "terrible")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--severity terrible: the words are low, medium, high, critical.") });
  expect(await run("webhook", "add", "https://10.0.0.1/")).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("url: it lies in a network that is not public") });
  const added = await run("webhook", "add", receiver.url, "--event", "advisory.published", "--purl", "pkg:npm/pump", "--severity", "high", "--json");
  const { webhook, secret } = JSON.parse(added.stdout);
  receiver.trust(secret);
  expect([added.exitCode, webhook.events, webhook.purls, webhook.leastSeverity]).toEqual([0, ["advisory.published"], ["pkg:npm/pump"], "high"]);
  expect((await run("webhook", "ping", webhook.id)).stdout).toMatch(/ {2}msg_\w+ {2}ping {2}waiting {2}not sent yet {2}tries: 0\n$/);
  await world.drain();
  expect(receiver.taken.map(({ body }) => body.type)).toEqual(["ping"]);
  expect((await run("webhook", "list")).stdout).toBe(`${webhook.id}  active  ${receiver.url}\n`);
  expect((await run("webhook", "remove", webhook.id)).stdout).toBe(`${webhook.id}: removed\n`);
  expect((await run("webhook", "list")).stdout).toBe("No addresses.\n");
});
