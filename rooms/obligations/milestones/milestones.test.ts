import { sign } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MILESTONE_PAYLOAD, MILESTONE_SCHEMA, milestoneStatement, type MilestoneEnvelope, type OwnMilestones } from "#contracts/milestones";
import { generateSigningKey, signStatement } from "#engines/ledger";
import type { Actor } from "#rooms/platform";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { signMilestone, stateMilestones } from "./state-milestones.ts";

const CANARY = "canary-9f31";

/** An installation with two directive officers, one of whom has proved anew who they are. */
async function openInstallation(name: string) {
  const world = await createWorld({ environment: { BREAKWATER_MAIL_DOMAIN: name } });
  const person = async (who: string): Promise<Actor> => ({ ...(await world.person({ organisation: "Guidance Office", kind: "government", name: who, roles: ["directive-officer"] })), steppedUp: true });
  return { world, first: await person("Olga"), second: await person("Otto") };
}
type Installation = Awaited<ReturnType<typeof openInstallation>>;

/** After a round of the job that comes by itself. */
const ownOf = async (world: World): Promise<OwnMilestones> => {
  await stateMilestones.run(world.services, {});
  return (await world.call("GET", "/obligations/milestones")).json as OwnMilestones;
};
const openAll = ({ statements }: OwnMilestones) => statements.map(({ payload }) => milestoneStatement.parse(JSON.parse(Buffer.from(payload, "base64").toString("utf8"))));
const takeIn = ({ world, first }: Installation, statements: readonly MilestoneEnvelope[]) => world.call("POST", "/obligations/milestones", { as: first, body: { statements } });
const statusOf = async ({ world }: Installation, paragraph: string) => (await world.call("GET", "/obligations")).json.taskings.find((tasking: { paragraph: string }) => tasking.paragraph === paragraph);

async function propose({ world, first }: Installation, peer: OwnMilestones, paragraphs: readonly string[] = ["2(a)", "2(b)"]) {
  return world.call("POST", "/obligations/installations", { as: first, body: { installation: peer.installation, publicKeyPem: peer.publicKeyPem, paragraphs } });
}
async function pin(here: Installation, peer: OwnMilestones, paragraphs?: readonly string[]): Promise<string> {
  const { id } = (await propose(here, peer, paragraphs)).json;
  expect((await here.world.call("POST", `/obligations/installations/${id}/confirmation`, { as: here.second })).status).toBe(204);
  return id;
}
async function record({ world, first }: Installation, paragraph: string, kind = "completion", publishedOn = "2026-07-01") {
  const body = { kind, link: `https://${CANARY}.example/system-${CANARY}`, digest: "c".repeat(64), publishedOn, archivedOn: publishedOn };
  expect((await world.call("POST", `/obligations/${paragraph}/evidence`, { as: first, body })).status).toBe(204);
}

test("two installations that share nothing else learn of each other's milestones, by two people on each side and a file between them", async () => {
  const [civil, shield] = [await openInstallation("civil.example"), await openInstallation("shield.example")];
  await record(shield, "2(a)");
  const fromShield = await ownOf(shield.world);
  expect(openAll(fromShield)).toEqual([
    { schema: MILESTONE_SCHEMA, installation: "shield.example", paragraph: "2(a)", status: "met", evidenceDigest: "c".repeat(64), asOf: "2026-09-01", sequence: 1 },
    { schema: MILESTONE_SCHEMA, installation: "shield.example", paragraph: "2(b)", status: "passed_silent", evidenceDigest: null, asOf: "2026-09-01", sequence: 1 },
  ]);
  expect(JSON.stringify(fromShield) + Buffer.from(fromShield.statements[0]?.payload ?? "", "base64").toString()).not.toContain(CANARY);

  await pin(civil, fromShield);
  expect((await takeIn(civil, fromShield.statements)).json).toEqual({ statements: [{ installation: "shield.example", paragraph: "2(a)", sequence: 1, outcome: "taken-in" }, { installation: "shield.example", paragraph: "2(b)", sequence: 1, outcome: "taken-in" }] });
  expect(await statusOf(civil, "2(a)")).toMatchObject({ status: "met", evidence: [], statements: [{ installation: "shield.example", keyId: fromShield.keyId, status: "met", sequence: 1, stands: true }] });
  expect(await statusOf(civil, "2(b)")).toMatchObject({ status: "passed_silent", statements: [{ status: "passed_silent" }] });

  // What was heard is never said on: neither can prove itself by the other.
  await pin(shield, await ownOf(civil.world));
  expect(openAll(await ownOf(civil.world)).map(({ paragraph, status }) => [paragraph, status])).toEqual([["2(a)", "passed_silent"], ["2(b)", "passed_silent"]]);
  expect((await takeIn(shield, (await ownOf(civil.world)).statements)).status).toBe(200);
  expect((await statusOf(shield, "2(a)")).status).toBe("met");

  // A week later, with one that changed and one that did not.
  shield.world.pass(7 * 86_400_000);
  civil.world.pass(7 * 86_400_000);
  await record(shield, "2(b)", "progress", "2026-09-02");
  const later = await ownOf(shield.world);
  expect(openAll(later).map(({ status, sequence }) => [status, sequence])).toEqual([["met", 2], ["overdue", 2]]);
  expect((await takeIn(civil, later.statements)).status).toBe(200);
  expect(await statusOf(civil, "2(b)")).toMatchObject({ status: "overdue", statements: [{ sequence: 1, stands: false }, { sequence: 2, stands: true }] });
  expect((await statusOf(civil, "2(a)")).daysLate).toBe(0);
  expect((await civil.world.ledgerKinds()).filter((kind) => kind.startsWith("obligations."))).toEqual([
    "obligations.installation-proposed", "obligations.installation-pinned", "obligations.milestone-received", "obligations.milestone-received",
    "obligations.milestone-stated", "obligations.milestone-stated", "obligations.milestone-received", "obligations.milestone-received",
  ]);
});

test("nothing is stated twice for nothing, and a statement is the same whoever asks", async () => {
  const { world } = await openInstallation("shield.example");
  const once = await ownOf(world);
  world.pass(86_400_000);
  expect(await ownOf(world)).toEqual(once);
  world.pass(6 * 86_400_000);
  expect(openAll(await ownOf(world)).map(({ sequence }) => sequence)).toEqual([2, 2]);
});

test("evidence that is recorded or struck is stated at once, without waiting for the next round", async () => {
  const { world, first, second } = await openInstallation("shield.example");
  const stated = async () => {
    await world.drain();
    return openAll((await world.call("GET", "/obligations/milestones")).json as OwnMilestones).map(({ status, sequence }) => [status, sequence]);
  };
  await record({ world, first, second }, "2(a)");
  expect(await stated()).toEqual([["met", 1], ["passed_silent", 1]]);
  const { evidence: [{ id }] } = await statusOf({ world, first, second }, "2(a)");
  await world.call("POST", `/obligations/evidence/${id}/retraction`, { as: second, body: { reason: "Another one's." } });
  expect(await stated()).toEqual([["passed_silent", 2], ["passed_silent", 1]]);
});

test("what is replayed, older, unknown, changed, too long, about something else or from a stranger is refused, and nothing of it is stored", async () => {
  const [civil, shield] = [await openInstallation("civil.example"), await openInstallation("shield.example")];
  const own = await ownOf(shield.world);
  const stranger = generateSigningKey();
  const statement = { schema: MILESTONE_SCHEMA, installation: "shield.example", paragraph: "2(a)", status: "met", evidenceDigest: null, asOf: "2026-09-01", sequence: 2 };
  const key = JSON.parse(shield.world.services.keys.secret("milestone-key", () => "")) as { privateKeyPem: string };
  const signed = (payload: object, by = key.privateKeyPem) => signStatement({ payloadType: MILESTONE_PAYLOAD, payload }, by) as MilestoneEnvelope;
  const signedText = (text: string): MilestoneEnvelope => {
    const sig = sign(null, Buffer.from(`DSSEv1 ${MILESTONE_PAYLOAD.length} ${MILESTONE_PAYLOAD} ${text.length} ${text}`), key.privateKeyPem).toString("base64");
    return { payloadType: MILESTONE_PAYLOAD, payload: Buffer.from(text).toString("base64"), signatures: [{ keyid: own.keyId, sig }] };
  };
  const { sequence: _sequence, ...unnumbered } = statement;
  const codeOf = async (...statements: MilestoneEnvelope[]) => (await takeIn(civil, statements)).json.error?.code as string | undefined;

  expect(await codeOf(...own.statements)).toBe("not-signed-by-a-pinned-key");
  const { id } = (await propose(civil, own, ["2(a)"])).json;
  expect(await codeOf(...own.statements)).toBe("not-signed-by-a-pinned-key");
  await civil.world.call("POST", `/obligations/installations/${id}/confirmation`, { as: civil.second });

  expect(await codeOf(...own.statements)).toBe("not-its-paragraph");
  const [good] = own.statements as [MilestoneEnvelope];
  const spaced = Buffer.from(Buffer.from(good.payload, "base64").toString("utf8").replace(",", ", "));
  expect({
    stranger: await codeOf(signed(statement, stranger.privateKeyPem)),
    changed: await codeOf({ ...good, payload: spaced.toString("base64") }),
    misnamed: await codeOf({ ...good, signatures: good.signatures.map((one) => ({ ...one, keyid: stranger.keyId })) }),
    further: await codeOf(signed({ ...statement, systems: 47 })),
    lacking: await codeOf(signed(unnumbered)),
    doubled: await codeOf(signedText(JSON.stringify(statement).replace('"status"', `"status":"met_late","status"`))),
    blanks: await codeOf(signedText(JSON.stringify(statement).replaceAll(",", ",   "))),
    elsewhere: await codeOf(signed({ ...statement, paragraph: "2(d)" })),
    wordy: await codeOf(signed({ ...statement, status: `met ${CANARY}` })),
    another: await codeOf(signed({ ...statement, installation: "other.example" })),
    impossible: await codeOf(signed({ ...statement, status: "not_due" })),
    future: await codeOf(signed({ ...statement, asOf: "2026-09-02" })),
    early: await codeOf(signed({ ...statement, asOf: "2026-05-02" })),
    half: await codeOf(good, signed({ ...statement, systems: 47 })),
  }).toEqual({
    stranger: "not-signed-by-a-pinned-key", changed: "not-signed-by-a-pinned-key", misnamed: "not-signed-by-a-pinned-key", further: "not-a-milestone", lacking: "not-a-milestone", doubled: "not-a-milestone", blanks: "not-a-milestone", elsewhere: "not-a-milestone", wordy: "not-a-milestone",
    another: "not-signed-by-a-pinned-key", impossible: "milestone-contradicts-itself", future: "date-in-future", early: "before-signing", half: "not-a-milestone",
  });
  expect((await statusOf(civil, "2(a)")).statements).toEqual([]);

  // The same text in its one spelling is a milestone.
  const { status } = await takeIn(civil, [signedText(Buffer.from(good.payload, "base64").toString("utf8"))]);
  expect(status).toBe(200);
  expect(await codeOf(good)).toBe("milestone-not-newer");
  expect(await codeOf(good, signed(statement))).toBeUndefined();
  expect(await codeOf(good)).toBe("milestone-not-newer");
  expect(await codeOf(signed({ ...statement, status: "met_late" }))).toBe("milestone-not-newer");
  expect((await statusOf(civil, "2(a)")).statements).toHaveLength(2);
});

test("a key is pinned by two people, ended by one, and what it stated counts no more from then on", async () => {
  const [civil, shield] = [await openInstallation("civil.example"), await openInstallation("shield.example")];
  await record(shield, "2(a)");
  const own = await ownOf(shield.world);
  const { id } = (await propose(civil, own)).json;
  const act = (as: Actor, what: string) => civil.world.call("POST", `/obligations/installations/${id}/${what}`, { as });
  expect((await act(civil.first, "confirmation")).json.error).toMatchObject({ code: "not-permitted", message: expect.stringContaining("You proposed this key yourself") });
  expect((await act({ ...civil.second, steppedUp: false }, "confirmation")).json.error.code).toBe("step-up-needed");
  expect((await act(civil.second, "confirmation")).status).toBe(204);
  expect((await act(civil.second, "confirmation")).json.error.code).toBe("nothing-waits");
  expect((await propose(civil, own)).json.error.code).toBe("already-pinned");
  await takeIn(civil, own.statements);
  expect((await statusOf(civil, "2(a)")).status).toBe("met");

  civil.world.pass(1000);
  expect((await act(civil.first, "end")).status).toBe(204);
  expect((await act(civil.first, "end")).json.error.code).toBe("nothing-waits");
  expect(await statusOf(civil, "2(a)")).toMatchObject({ status: "passed_silent", statements: [{ stands: false }] });
  expect((await takeIn(civil, own.statements)).json.error.code).toBe("not-signed-by-a-pinned-key");
  expect((await civil.world.call("GET", "/obligations/installations")).json.peers).toMatchObject([{ installation: "shield.example", keyId: own.keyId, state: "ended" }]);
  const { changes } = (await civil.world.call("GET", "/obligations/changes")).json;
  expect(changes.slice(0, 2).map((change: { because: string; from: string; to: string }) => [change.because, change.from, change.to])).toEqual([["trust-ended", "passed_silent", "passed_silent"], ["trust-ended", "met", "passed_silent"]]);
});

test("a key that is pinned again is believed from where it stopped: its last word counts anew, and nothing older does", async () => {
  const [civil, shield] = [await openInstallation("civil.example"), await openInstallation("shield.example")];
  await record(shield, "2(a)");
  const older = await ownOf(shield.world);
  shield.world.pass(7 * 86_400_000);
  civil.world.pass(7 * 86_400_000);
  const latest = await ownOf(shield.world);
  const first = await pin(civil, older);
  await takeIn(civil, older.statements);
  await takeIn(civil, latest.statements);
  await civil.world.call("POST", `/obligations/installations/${first}/end`, { as: civil.first });
  civil.world.pass(1000);
  await pin(civil, older);
  expect((await takeIn(civil, older.statements)).json.error).toMatchObject({ code: "milestone-not-newer" });
  expect(await statusOf(civil, "2(a)")).toMatchObject({ status: "passed_silent", statements: [{ sequence: 1, stands: false }, { sequence: 2, stands: false }] });
  expect((await takeIn(civil, latest.statements)).json.statements).toMatchObject([{ sequence: 2, outcome: "taken-in" }, { sequence: 2, outcome: "taken-in" }]);
  expect((await statusOf(civil, "2(a)")).status).toBe("met");
  expect((await takeIn(civil, latest.statements)).json.error.code).toBe("milestone-not-newer");
});

test("no key but another installation's own is taken", async () => {
  const civil = await openInstallation("civil.example");
  const own = await ownOf(civil.world);
  const codeOf = async (change: object) => (await propose(civil, { ...own, installation: "shield.example", publicKeyPem: generateSigningKey().publicKeyPem, ...change })).json.error?.code as string | undefined;
  expect([await codeOf({ publicKeyPem: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n" }), await codeOf({ publicKeyPem: own.publicKeyPem }), await codeOf({ installation: own.installation }), await codeOf({ installation: "Shield Example" }), await codeOf({})])
    .toEqual(["key-not-usable", "own-installation", "own-installation", "invalid-input", undefined]);
});

test("whatever an installation holds, what it signs has these seven fields, and each of them is closed", async () => {
  const { world } = await openInstallation("shield.example");
  const anything = fc.record({
    status: fc.constantFrom("not_due" as const, "due_soon" as const, "overdue" as const, "met" as const, "met_late" as const, "passed_silent" as const, "superseded" as const),
    evidenceDigest: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)), asOf: fc.constantFrom("2026-07-01", "2026-09-01"), sequence: fc.integer({ min: 1, max: 2_147_483_647 }),
    systems: fc.string(), count: fc.nat(), [CANARY]: fc.string(),
  });
  fc.assert(
    fc.property(fc.constantFrom("2(a)" as const, "2(b)" as const), anything, (paragraph, stated) => {
      const { payload, signatures, ...rest } = signMilestone(world.services, paragraph, stated);
      expect(rest).toEqual({ payloadType: MILESTONE_PAYLOAD });
      expect(signatures.map((one) => Object.keys(one).toSorted())).toEqual([["keyid", "sig"]]);
      const { status, evidenceDigest, asOf, sequence } = stated;
      expect(JSON.parse(Buffer.from(payload, "base64").toString("utf8"))).toEqual({ schema: MILESTONE_SCHEMA, installation: "shield.example", paragraph, status, evidenceDigest, asOf, sequence });
    }),
    { numRuns: 50 },
  );
  for (const wrong of [{ status: `met ${CANARY}` }, { evidenceDigest: CANARY }, { asOf: CANARY }, { sequence: 1.5 }]) {
    expect(() => signMilestone(world.services, "2(a)", { status: "met", evidenceDigest: null, asOf: "2026-07-01", sequence: 1, ...wrong } as never)).toThrow(/invalid/i);
  }
});
