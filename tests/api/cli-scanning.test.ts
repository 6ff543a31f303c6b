import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import type { Actor } from "#rooms/platform";
import { clearinghousePeople, REPOSITORY, requireOk } from "../setup/clearinghouse.ts";
import { createWorld } from "../setup/world.ts";

test("an organisation joins, takes a campaign's target, keeps and gives back its claim, and leaves, all from the command line", { timeout: 60_000 }, async () => {
  const world = await createWorld();
  const { finder, otherFinder, analyst } = await clearinghousePeople(world);
  const answer = getRequestListener(createLowSideApi(world.services).fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const run = async (as: Actor, ...args: readonly string[]) => {
    let [stdout, stderr] = ["", ""];
    const env = { BREAKWATER_SERVER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, BREAKWATER_TOKEN: await world.token(as) };
    const exitCode = await runCli(args, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text), stdin: process.stdin, env, signal: new AbortController().signal });
    return { exitCode, stdout, stderr };
  };
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
