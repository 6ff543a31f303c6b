import { expect, test } from "vitest";
import { recallExerciseFix } from "../../publication/fixtures/issue-exercise-advisory.ts";
import { enrolled, mailsOf, noticesOf, ok, openWorld, planOf, TINYINI } from "../deployment/operators.fixture.ts";
import { planMailbox } from "../reply-by-mail/answer-by-mail.ts";
import { HOUR_MS, POLICY, threeWaves } from "./three-waves.fixture.ts";

const IN_KEV = { priority: { inKev: true, automatable: true, technicalImpact: "total" as const } };

test("a fix goes to volunteers, then to those who must not stand still, then to the rest; who waits is told nothing and has no date", async () => {
  const { world, publish, told, pass, rollouts, bank, hospital, volunteer } = await threeWaves();
  await publish();
  expect(await told()).toEqual([1, 0, 0]);
  const turn = async (actor: typeof bank) => (await planOf(world, actor)).turns.map(({ wave, of, at, says }: Record<string, unknown>) => [wave, of, at, says]);
  const waits = await planOf(world, bank);
  expect([waits.steps, waits.note]).toEqual([[], "There is nothing to do yet. A fix for something of yours is on its way: others try it first."]);
  expect(waits.turns).toMatchObject([{ product: { vendor: "Tinyini Project", name: "tinyini" }, fixedVersion: "1.4.2", assets: [{ name: "Tinyini Project tinyini", version: "1.3.0", location: "CANARY-ward pump" }] }]);
  const hoursOn = (hours: number) => new Date(world.services.clock().getTime() + hours * HOUR_MS).toISOString();
  const says = (at: string, wave: number) => `Others try it first. Your turn comes on ${at.slice(0, 10)} (wave ${wave} of 3). Wait until then.`;
  expect(await turn(volunteer)).toEqual([]);
  expect(await turn(hospital)).toEqual([[2, 3, hoursOn(24), says(hoursOn(24), 2)]]);
  expect(await turn(bank)).toEqual([[3, 3, hoursOn(72), says(hoursOn(72), 3)]]);
  expect(await rollouts()).toMatchObject([{ wave: "canary", state: "going-out", skipped: false, maySkip: false, mayResume: false }]);
  await pass(23);
  expect(await told()).toEqual([1, 0, 0]);
  await pass(1);
  expect(await told()).toEqual([1, 1, 0]);
  expect((await planOf(world, hospital)).steps).toHaveLength(1);
  expect(await turn(hospital)).toEqual([]);
  expect(await turn(bank)).toEqual([[3, 3, hoursOn(48), says(hoursOn(48), 3)]]);
  await pass(48);
  expect(await told()).toEqual([1, 1, 1]);
  expect(await turn(bank)).toEqual([]);
  expect(await rollouts()).toMatchObject([{ wave: "rest", state: "ended", nextAt: null }]);
  expect((await world.ledgerKinds()).filter((kind) => /rollout|wave/.test(kind))).toEqual(["distribution.waves-proposed", "distribution.waves-in-force", "distribution.rollout-started", "distribution.wave-opened", "distribution.wave-opened"]);
  // Another upload while it is out changes nothing.
  await pass(1);
  expect(await told()).toEqual([1, 1, 1]);
});

test("too many failures among the first hold the next wave, until somebody who looked lets it go on", async () => {
  const { world, publish, told, pass, rollouts, say, volunteer, hospital, analyst } = await threeWaves();
  await publish();
  await say(volunteer, "schedule", { at: "2026-09-02T00:00:00Z" });
  await say(volunteer, "apply");
  const { done: [step] } = await planOf(world, volunteer);
  await ok(world.call("POST", `/operator/plan/${step.id}/fail`, { as: volunteer, body: { reason: "It stops the pump." } }));
  await world.drain();
  const [{ id }] = await rollouts();
  expect(await rollouts()).toMatchObject([{ state: "held", wave: "canary", mayResume: true }]);
  expect((await planOf(world, hospital)).turns).toMatchObject([{ wave: 2, of: 3, at: null, says: "Others try it first, and some say that it failed. We look at it now. Wait: we will tell you when it is your turn (wave 2 of 3)." }]);
  await pass(100);
  expect(await told()).toEqual([1, 0, 0]);
  expect(await noticesOf(world, analyst)).toContain("distribution.rollout-held");
  expect((await world.call("POST", `/distribution/rollouts/${id}/resume`, { as: { ...analyst, steppedUp: false }, body: { because: "x" } })).status).toBe(403);
  await ok(world.call("POST", `/distribution/rollouts/${id}/resume`, { as: analyst, body: { because: "Its own fault." } }));
  await world.drain();
  expect(await told()).toEqual([1, 1, 0]);
  expect((await world.call("POST", `/distribution/rollouts/${id}/resume`, { as: analyst, body: { because: "Again." } })).json.error.code).toBe("not-held");
  await pass(48);
  expect(await told()).toEqual([1, 1, 1]);
});

test("a volunteer's failure holds the wave wherever it is said: by mail, before anything was planned, and by going back at once", async () => {
  const { world, publish, told, pass, rollouts, say, volunteer } = await threeWaves();
  await ok(world.call("POST", "/operator/mail", { as: volunteer, body: { mails: "send", says: "steps", everyDays: 7, triesFirst: true } }));
  await publish();
  const [mail] = await mailsOf(world, volunteer);
  await planMailbox.receive(world.services, { to: mail?.replyTo ?? "", from: "pump@utility.example", subject: "Re", text: "FAILED 1 because it stops the pump" });
  await world.drain();
  expect((await planOf(world, volunteer)).steps).toMatchObject([{ state: "failed", assets: [{ statement: "it stops the pump" }] }]);
  expect(await rollouts()).toMatchObject([{ state: "held", wave: "canary" }]);
  await pass(100);
  expect(await told()).toEqual([1, 0, 0]);
  await publish({ fixedVersion: "1.4.3" });
  await say(volunteer, "apply");
  const { done: [step] } = await planOf(world, volunteer);
  expect((await ok(world.call("POST", `/operator/plan/${step.id}/roll-back`, { as: volunteer, body: {} }))).state).toBe("rolled_back");
  await world.drain();
  expect(await rollouts()).toMatchObject([{ state: "held", wave: "canary" }, { state: "ended" }]);
});

test("only a flaw that is exploited skips the waves, by a decision that stands in the ledger", async () => {
  const { world, publish, told, rollouts, analyst } = await threeWaves();
  await publish();
  const [{ id }] = await rollouts();
  expect((await world.call("POST", `/distribution/rollouts/${id}/skip`, { as: analyst, body: { because: "In a hurry." } })).json.error.code).toBe("not-exploited");
  await publish({ ...IN_KEV, fixedVersion: "1.4.3" });
  const [newest] = (await rollouts()).filter((one: { maySkip: boolean }) => one.maySkip);
  await ok(world.call("POST", `/distribution/rollouts/${newest.id}/skip`, { as: analyst, body: { because: "Attacks are seen." } }));
  await world.drain();
  expect((await told()).every((count) => count > 0)).toBe(true);
  expect((await world.ledgerKinds()).filter((kind) => kind === "distribution.rollout-skipped")).toHaveLength(1);
});

test("a wave without anybody in it takes no time, and a fix that is called back goes on to nobody but who was told", async () => {
  const { world, publish, told, pass, rollouts, volunteer, hospital, bank } = await threeWaves();
  await ok(world.call("POST", "/operator/leave", { as: volunteer }));
  await publish();
  expect([(await noticesOf(world, hospital)).length, (await noticesOf(world, bank)).length]).toEqual([0, 0]);
  await pass(0.25);
  expect(await noticesOf(world, hospital)).toEqual(["distribution.affected"]);
  await recallExerciseFix(world.services, TINYINI);
  await world.drain();
  expect(await rollouts()).toMatchObject([{ state: "ended", wave: "essential" }]);
  expect(await noticesOf(world, hospital)).toContain("distribution.recalled");
  expect(await noticesOf(world, bank)).not.toContain("distribution.recalled");
  expect(await told()).toEqual([0, 1, expect.any(Number)]);
});

test("the policy is two people's: nobody confirms their own, and what nobody set in force holds nothing up", async () => {
  const { world, analyst, second, publish } = await openWorld();
  const bank = await enrolled(world, "Exercise Bank", { sector: "financial-services" });
  expect((await ok(world.call("GET", "/distribution/waves", { as: analyst }))).policy).toBeNull();
  const { proposals: [{ id, mayConfirm }] } = await ok(world.call("POST", "/distribution/waves", { as: analyst, body: POLICY }));
  expect([mayConfirm, (await world.call("POST", `/distribution/waves/${id}/confirmation`, { as: analyst })).status]).toEqual([false, 403]);
  await publish();
  expect(await noticesOf(world, bank)).toEqual(["distribution.affected"]);
  await ok(world.call("POST", `/distribution/waves/${id}/confirmation`, { as: second }));
  expect((await world.call("POST", `/distribution/waves/${id}/withdrawal`, { as: second })).status).toBe(404);
  expect((await ok(world.call("GET", "/distribution/waves", { as: second }))).policy).toMatchObject({ version: 1, canaryHours: 24 });
  const { proposals: [other] } = await ok(world.call("POST", "/distribution/waves", { as: second, body: { ...POLICY, reason: "Slower." } }));
  expect((await ok(world.call("POST", `/distribution/waves/${other.id}/withdrawal`, { as: analyst }))).proposals).toEqual([]);
  // What is or was in force is public, with its reason; what was only proposed is not.
  const { proposals: [third] } = await ok(world.call("POST", "/distribution/waves", { as: analyst, body: { ...POLICY, canaryHours: 12, reason: "Faster." } }));
  const history = () => ok(world.call("GET", "/distribution/waves/policy"));
  expect(await history()).toMatchObject({ current: { version: 1, reason: POLICY.reason }, earlier: [] });
  await ok(world.call("POST", `/distribution/waves/${third.id}/confirmation`, { as: second }));
  expect(await history()).toMatchObject({ current: { version: 2, canaryHours: 12, reason: "Faster." }, earlier: [{ version: 1, canaryHours: 24 }] });
  for (const path of ["/distribution/waves", "/distribution/roll-up/advisories"]) expect([(await world.call("GET", path, { as: bank })).status, (await world.call("GET", path)).status]).toEqual([403, 401]);
});
