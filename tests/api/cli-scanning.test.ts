import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { expect, onTestFinished, test } from "vitest";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import type { Actor } from "#rooms/platform";
import { clearinghousePeople, REPOSITORY, requireOk } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";

const MODEL_KEY = "key-of-the-exercise";

/** The command line against a real server, as whoever runs it. */
async function openTerminal(world: World) {
  const answer = getRequestListener(createLowSideApi(world.services).fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return async (as: Actor, ...args: readonly string[]) => {
    let [stdout, stderr] = ["", ""];
    const env = { BREAKWATER_SERVER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, BREAKWATER_TOKEN: await world.token(as), BREAKWATER_MODEL_KEY: MODEL_KEY };
    const exitCode = await runCli(args, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text), stdin: process.stdin, env, signal: new AbortController().signal });
    return { exitCode, stdout, stderr };
  };
}

test("an organisation joins, takes a campaign's target, keeps and gives back its claim, and leaves, all from the command line", { timeout: 60_000 }, async () => {
  const world = await createWorld();
  const { finder, otherFinder, analyst } = await clearinghousePeople(world);
  const run = await openTerminal(world);
  const join = (...more: readonly string[]) => run(finder, "membership", "join", "--name", "Ada Signer", "--title", "Counsel", "--purpose", "campaigns", ...more);

  expect((await run(finder, "membership", "show")).stdout).toBe("Your organisation is not a member of the clearinghouse.\n");
  const shown = await join();
  expect([shown.exitCode, /--agree ([0-9a-f]{64})\n$/.exec(shown.stdout)?.[1], shown.stdout.startsWith("Terms of membership")]).toEqual([1, expect.any(String), true]);
  expect(await join("--purpose", "money")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--purpose money: the purposes are campaigns, pulled-records.") });
  expect(await join("--agree", "a".repeat(64))).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("termsDigest: this is not the text of version 1") });
  expect(await join("--agree", /--agree ([0-9a-f]{64})/.exec(shown.stdout)?.[1] ?? "")).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^mbr_\w+: a member since 2026-09-01T12:00:00.000Z, for campaigns; signed by Ada Signer, Counsel; terms 1\n$/) });

  const targets = [{ repository: REPOSITORY, path: "src", authorisation: { kind: "open-source", evidence: "Apache-2.0" } }];
  const { id } = await requireOk(world.call("POST", "/campaigns", { as: analyst, body: { title: "Gauges", startsAt: "2026-09-01T00:00:00Z", endsAt: "2026-09-08T00:00:00Z", budget: { tokens: 1000, usdCents: 0, sandboxMinutes: 0 }, targets, invite: [finder.organisationId] } }));
  expect((await run(finder, "campaign", "list")).stdout).toBe(`${id}  open, invited  Gauges; targets: 1; until 2026-09-08T00:00:00.000Z\n`);
  expect((await run(otherFinder, "campaign", "list")).stdout).toBe("No campaigns.\n");
  expect((await run(finder, "campaign", "show", id)).stdout).toContain("  1 targets, which show once you accept\n");
  expect(await run(finder, "campaign", "answer", id, "perhaps")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("perhaps: the answers are accept, decline, leave.") });
  const accepted = (await run(finder, "campaign", "answer", id, "accept")).stdout;
  const [targetId = ""] = /tgt_\w+/.exec(accepted) ?? [];
  expect(accepted).toContain(`  ${targetId}  free  ${REPOSITORY} src; open-source: Apache-2.0\n`);
  expect((await run(analyst, "campaign", "show", id)).stdout).toContain("  Harbour Watch: accepted\n");
  const taken = await run(finder, "campaign", "take", id, targetId);
  const [claimId = ""] = /claim_\w+/.exec(taken.stdout) ?? [];
  expect([taken.exitCode, taken.stdout]).toEqual([0, `claimed: ${claimId}, until 2026-09-08T00:00:00.000Z\n`]);
  expect((await run(finder, "campaign", "spend", id, claimId, "--tokens", "250", "--cents", "75")).stdout).toContain("spent: tokens 250 of 1000, usdCents 75, sandboxMinutes 0\n");
  expect((await run(finder, "claim", "renew", claimId)).stdout).toBe(`${claimId}: renewed, until 2026-09-08T00:00:00.000Z\n`);
  expect((await run(finder, "claim", "release", claimId, "--completed")).stdout).toBe(`${claimId}: completed\n`);
  expect(await run(finder, "claim", "release", claimId)).toMatchObject({ exitCode: 4, stderr: `breakwater: Claim ${claimId} is completed; claim its target again.\n` });
  expect(await run(finder, "membership", "leave")).toMatchObject({ exitCode: 0, stdout: "Your organisation has left the clearinghouse.\n" });
  expect(await run(finder, "campaign", "show", id)).toMatchObject({ exitCode: 4 });
});

// A small program that copies a line into sixteen bytes without looking how long it is.
const GREET = `#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  static char line[256];
  char name[16];
  FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
  if (!file) return 2;
  if (!fgets(line, sizeof line, file)) return 3;
  strcpy(name, line);
  printf("hello %s", name);
  return 0;
}
`;

/** The source tree of a campaign's target, as its finder has it. */
async function givenTree(repository: string): Promise<string> {
  const folder = await mkdtemp(joinPath(tmpdir(), "breakwater-tree-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(joinPath(folder, "tests"));
  await writeFile(joinPath(folder, "greet.c"), GREET);
  await writeFile(joinPath(folder, "tests/ada.txt"), "ada\n");
  const recipe = { language: "c", build: [["gcc", "-g", "-O1", "-fsanitize=address", "-o", "greet", "greet.c"]], run: ["./greet", "{input}"], tests: [["sh", "-c", "./greet tests/ada.txt | grep -q 'hello ada'"]] };
  await writeFile(joinPath(folder, "breakwater.json"), JSON.stringify({ schema: "breakwater-project/1", name: "greet", version: "1.0.0", repository, recipe, controls: ["tests/ada.txt"] }));
  return folder;
}

test("a hunt for a campaign takes the target of its tree, stays within the budget, reports what it spent, and submits what it found", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const { finder, analyst } = await clearinghousePeople(world);
  const run = await openTerminal(world);
  const { digest } = await requireOk(world.call("GET", "/membership/terms"));
  await requireOk(world.call("POST", "/membership", { as: finder, body: { termsDigest: digest, signatory: { name: "Ada", title: "Counsel" }, purposes: ["campaigns"], agrees: true } }));
  const authorisation = { kind: "open-source", evidence: "Apache-2.0" };
  const repository = "https://code.exercise.example/harbour/greet";
  const open = (tokens: number) => requireOk(world.call("POST", "/campaigns", { as: analyst, body: {
    title: "Greeters", startsAt: "2026-09-01T00:00:00Z", endsAt: "2026-09-08T00:00:00Z", budget: { tokens, usdCents: 0, sandboxMinutes: 0 }, targets: [{ product: "Pump", authorisation }, { repository: `${repository}.git`, authorisation }], invite: [finder.organisationId],
  } }));
  const { id } = await open(1_000_000);
  const endpoint = await startModelEndpoint({ apiKey: MODEL_KEY });
  onTestFinished(() => endpoint.close());
  const [tree, other] = [await givenTree(repository), await givenTree("https://code.exercise.example/harbour/elsewhere")];
  const hunt = (directory: string, campaign: string, ...more: readonly string[]) => run(finder, "hunt", directory, "--campaign", campaign, "--model", endpoint.url, "--out", joinPath(directory, "..", `${campaign}-out`), "--json", ...more);
  onTestFinished(() => rm(joinPath(tree, "..", `${id}-out`), { recursive: true, force: true }));

  expect(await hunt(tree, id)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("accept it first") });
  await requireOk(world.call("POST", `/campaigns/${id}/answer`, { as: finder, body: { answer: "accept" } }));
  expect(await hunt(other, id)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("the campaign names no such target as https://code.exercise.example/harbour/elsewhere") });
  expect(endpoint.calls()).toBe(0);

  const hunted = await hunt(tree, id);
  const { outcome, tokens, campaign } = JSON.parse(hunted.stdout);
  expect([hunted.exitCode, outcome]).toEqual([0, "finished"]);
  expect(campaign).toMatchObject({ campaignId: id, targetId: expect.stringMatching(/^tgt_/), claimId: expect.stringMatching(/^claim_/), spent: { tokens, usdCents: 0 } });
  const { findings } = await requireOk(world.call("GET", "/findings", { as: finder }));
  expect(campaign.submitted.map(({ findingId }: { findingId: string }) => findingId)).toEqual(findings.map((one: { id: string }) => one.id));
  expect(findings).toMatchObject([{ target: { repository }, provenance: { aiGenerated: true } }]);
  const shown = await requireOk(world.call("GET", `/campaigns/${id}`, { as: finder }));
  expect([shown.spent.tokens, shown.targets[1].taken]).toEqual([tokens, "yours"]);

  // A campaign with fewer tokens than a hunt takes ends it, and what was spent is counted all the same.
  const { id: small } = await open(10);
  onTestFinished(() => rm(joinPath(tree, "..", `${small}-out`), { recursive: true, force: true }));
  await requireOk(world.call("POST", `/campaigns/${small}/answer`, { as: finder, body: { answer: "accept" } }));
  const short = await hunt(tree, small);
  expect(JSON.parse(short.stdout)).toMatchObject({ outcome: "token-limit" });
  expect((await requireOk(world.call("GET", `/campaigns/${small}`, { as: finder }))).state).toBe("over-budget");
  expect(await hunt(tree, small)).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("budget is used up") });
});
