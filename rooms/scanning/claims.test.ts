import { describe, expect, test } from "vitest";
import { sql, type Actor } from "#rooms/platform";
import { clearinghousePeople, gaugeBundle, REPOSITORY } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { hashTarget } from "./hash-target.ts";
import { claimKeys } from "./make-claim.ts";
import { refuseClaimed } from "./refuse-claimed.ts";

const authorisation = { kind: "open-source", evidence: "Apache-2.0 licence in the repository" };
const HOUR_MS = 3_600_000;

describe("claims", () => {
  test("a second organisation that names a claimed target gets a contact and nothing else, and both sides are told", async () => {
    const world = await createWorld();
    const { finder, otherFinder, analyst } = await clearinghousePeople(world);
    const claimed = await world.call("POST", "/claims", { as: finder, body: { repository: `${REPOSITORY}.git/`, path: "src/gauge.c", weakness: "cwe-0787", authorisation } });
    expect(claimed.json).toEqual({ answer: "claimed", claimId: expect.stringMatching(/^claim_/), expiresAt: "2026-09-15T12:00:00.000Z" });

    const collided = await world.call("POST", "/claims", { as: otherFinder, body: { repository: REPOSITORY.toUpperCase().replace("HTTPS", "http"), path: "./src//gauge.c", weakness: "CWE-787", authorisation } });
    expect(collided.json).toEqual({ answer: "already-claimed", exchangeId: expect.stringMatching(/^exch_/) });
    // Each of the two reads whom they met, by the link of their notice; nobody else does.
    const met = (as: Actor) => world.call("GET", `/exchanges/${collided.json.exchangeId}`, { as });
    const [ofAsker, ofHolder] = [(await met(otherFinder)).json, (await met(finder)).json];
    expect([ofAsker.other.person, ofAsker.claimId, ofHolder.other.person, ofHolder.claimId]).toEqual(["Fay Finder", null, "Lars Lead", claimed.json.claimId]);
    expect((await met(analyst)).status).toBe(403);
    const again = await world.call("POST", "/claims", { as: otherFinder, body: { repository: REPOSITORY, authorisation } });
    expect(again.json).toEqual(collided.json);

    const notices = await Promise.all([finder, otherFinder].map(async (as) => (await world.call("GET", "/inbox", { as })).json.entries.map((entry: { title: string }) => entry.title)));
    expect(notices).toEqual([["You and Lighthouse Lab are on the same target"], ["You and Harbour Watch are on the same target"]]);
    expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["scanning.claimed", "scanning.contacts-exchanged"]));
  });

  test("a claim ends by itself after fourteen days, or when it is given back by its own organisation", async () => {
    const world = await createWorld();
    const { finder, otherFinder } = await clearinghousePeople(world);
    const body = { product: "Tide Gauge", authorisation };
    const first = await world.call("POST", "/claims", { as: finder, body });
    expect((await world.call("POST", `/claims/${first.json.claimId}/release`, { as: otherFinder })).status).toBe(404);
    expect((await world.call("POST", `/claims/${first.json.claimId}/release`, { as: finder })).status).toBe(204);
    expect((await world.call("POST", "/claims", { as: otherFinder, body: { ...body, product: " tide  GAUGE " } })).json.answer).toBe("claimed");
    world.pass(14 * 24 * HOUR_MS);
    expect((await world.call("POST", "/claims", { as: finder, body })).json.answer).toBe("claimed");
  });

  test("nobody can list claims, and what is stored of a target is a keyed hash", async () => {
    const world = await createWorld();
    const { finder, analyst } = await clearinghousePeople(world);
    await world.call("POST", "/claims", { as: finder, body: { repository: REPOSITORY, path: "src/gauge.c", weakness: "CWE-787", authorisation } });
    for (const as of [finder, analyst]) expect((await world.call("GET", "/claims", { as })).status).toBe(404);
    const rows = await world.services.db.query(sql`SELECT * FROM scanning.claim`);
    for (const word of ["gauge", "CWE-787", "Apache"]) expect(JSON.stringify(rows)).not.toContain(word);
  });

  test("the sixty-first attempt in an hour is refused for the organisation, whoever of it asks", async () => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    const colleague = await world.person({ organisation: "Harbour Watch", kind: "partner", name: "Finn", roles: ["finder"] });
    const services = world.services;
    await services.db.execute(sql`INSERT INTO scanning.claim_attempt SELECT ${finder.organisationId}, ${services.clock()} FROM generate_series(1, 60)`);
    const body = { product: "Tide Gauge", authorisation };
    expect((await world.call("POST", "/claims", { as: colleague, body })).json.error.code).toBe("claim-limit");
    world.pass(HOUR_MS);
    expect((await world.call("POST", "/claims", { as: colleague, body })).json.answer).toBe("claimed");
  });

  test("two organisations are introduced about one project once a day, however many of their claims meet", async () => {
    const world = await createWorld();
    const { finder, otherFinder } = await clearinghousePeople(world);
    const claim = async (as: typeof finder, path: string, repository = REPOSITORY) => (await world.call("POST", "/claims", { as, body: { repository, path, authorisation } })).json;
    const introductions = () => Promise.all([finder, otherFinder].map(async (as) => (await world.call("GET", "/inbox", { as })).json.entries.length));
    const { claimId } = await claim(otherFinder, "a");
    await claim(otherFinder, "b");
    await claim(finder, "c");
    const first = await claim(finder, "a");
    expect(first.answer).toBe("already-claimed");
    expect([await claim(finder, "b"), await claim(otherFinder, "c")]).toEqual([first, first]);
    await world.call("POST", `/claims/${claimId}/release`, { as: otherFinder });
    await claim(otherFinder, "a");
    expect([await claim(finder, "a"), await introductions()]).toEqual([first, [1, 1]]);

    await claim(otherFinder, "a", `${REPOSITORY}-next`);
    await claim(finder, "a", `${REPOSITORY}-next`);
    expect(await introductions()).toEqual([2, 2]);
    world.pass(24 * HOUR_MS);
    expect([await claim(finder, "b"), await introductions()]).toEqual([{ answer: "already-claimed", exchangeId: expect.not.stringMatching(first.exchangeId) }, [3, 3]]);
  });

  test("a target whose owner opted out is refused with the reason, to claims and submissions alike", async () => {
    const world = await createWorld();
    const { finder, analyst } = await clearinghousePeople(world);
    expect((await world.call("POST", "/opt-outs", { as: finder, body: { repository: REPOSITORY, reason: "no" } })).status).toBe(403);
    await world.call("POST", "/opt-outs", { as: analyst, body: { repository: REPOSITORY, reason: "One maintainer, on leave until October." } });
    const claim = await world.call("POST", "/claims", { as: finder, body: { repository: REPOSITORY, authorisation } });
    const submission = await world.call("POST", "/findings", { as: finder, raw: await gaugeBundle() });
    for (const reply of [claim, submission]) {
      expect(reply.status).toBe(409);
      expect(reply.json.error).toEqual({ code: "opted-out", field: "target", message: "target: its owner asked not to be scanned: One maintainer, on leave until October." });
    }
  });

  test("a claim without authorisation (INV-17), or of neither or both of repository and product, names the field", async () => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    const fields = [];
    for (const body of [{ repository: REPOSITORY }, { authorisation }, { repository: REPOSITORY, product: "x", authorisation }, { repository: REPOSITORY, weakness: "787", authorisation }]) {
      const reply = await world.call("POST", "/claims", { as: finder, body });
      fields.push([reply.status, reply.json.error.field]);
    }
    expect(fields).toEqual([[400, "authorisation"], [400, "repository"], [400, "repository"], [400, "weakness"]]);
  });
});

describe("keeping a claim", () => {
  test("a claim becomes active by a submission under it, is renewed, and ends once", async () => {
    const world = await createWorld();
    const { finder, otherFinder } = await clearinghousePeople(world);
    const { claimId } = (await world.call("POST", "/claims", { as: finder, body: { repository: REPOSITORY, path: "src/gauge.c", authorisation } })).json;
    const act = (action: string, as = finder) => world.call("POST", `/claims/${claimId}/${action}`, { as });
    const state = async () => (await world.call("GET", `/claims/${claimId}`, { as: finder })).json.state;
    expect((await world.call("GET", `/claims/${claimId}`, { as: finder })).json).toEqual({ id: claimId, state: "claimed", authorisation: "open-source", claimedAt: "2026-09-01T12:00:00.000Z", expiresAt: "2026-09-15T12:00:00.000Z", campaignId: null });
    expect((await world.call("POST", "/findings", { as: finder, raw: await gaugeBundle() })).status).toBe(201);
    expect(await state()).toBe("active");
    world.pass(10 * 24 * HOUR_MS);
    for (const path of ["", "/renew", "/completion", "/release"]) expect((await world.call(path === "" ? "GET" : "POST", `/claims/${claimId}${path}`, { as: otherFinder })).status).toBe(404);
    expect((await act("renew")).json).toMatchObject({ state: "renewed", expiresAt: "2026-09-25T12:00:00.000Z" });
    expect((await act("completion")).json.state).toBe("completed");
    for (const action of ["renew", "completion", "release"]) expect((await act(action)).json.error).toEqual({ code: "claim-over", message: `Claim ${claimId} is completed; claim its target again.` });
    expect((await world.call("POST", "/claims", { as: otherFinder, body: { repository: REPOSITORY, authorisation } })).json.answer).toBe("claimed");
    expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["scanning.claim-renewed", "scanning.claim-completed"]));
  });

  test("an expired claim is not renewed, and neither is one whose target has opted out since", async () => {
    const world = await createWorld();
    const { finder, analyst } = await clearinghousePeople(world);
    const { claimId } = (await world.call("POST", "/claims", { as: finder, body: { product: "Tide Gauge", authorisation } })).json;
    await world.call("POST", "/opt-outs", { as: analyst, body: { product: "tide gauge", reason: "On leave." } });
    expect((await world.call("POST", `/claims/${claimId}/renew`, { as: finder })).json.error.code).toBe("opted-out");
    world.pass(14 * 24 * HOUR_MS);
    expect((await world.call("GET", `/claims/${claimId}`, { as: finder })).json.state).toBe("expired");
    expect((await world.call("POST", `/claims/${claimId}/renew`, { as: finder })).json.error.code).toBe("claim-over");
  });
});

describe("deconfliction leaks nothing (INV-15)", () => {
  test("a dictionary of a hundred thousand guesses meets at most sixty targets, each told of who asked, and after that hears one answer", { timeout: 120_000 }, async () => {
    const world = await createWorld();
    const { finder, otherFinder } = await clearinghousePeople(world);
    const { services } = world;
    const guess = (number: number) => `https://code.exercise.example/guess/${number}`;
    const keysOf = (number: number) => hashTarget(services, { repository: guess(number), path: `src/${number % 7}.c`, weakness: "CWE-787" });
    // Hit by one guess in a thousand: a hundred claims of another organisation.
    await services.as(otherFinder).db.inTransaction(async (tx) => {
      for (let number = 0; number < 100_000; number += 1000) await claimKeys(services, tx, { actor: otherFinder, keys: { ...keysOf(number), path: null, weakness: null }, authorisation, elsewhere: undefined });
    });
    const asFinder = services.as(finder);
    const heard = new Map<string, number>();
    const late = new Set<string>();
    for (let from = 0; from < 100_000; from += 1000) {
      const answers = await refuseClaimed(asFinder, { actor: finder, targets: Array.from({ length: 1000 }, (_none, at) => keysOf(from + at)) });
      for (const [at, refusal] of answers.entries()) {
        heard.set(refusal?.code ?? "free", (heard.get(refusal?.code ?? "free") ?? 0) + 1);
        if (from >= 60_000) late.add(JSON.stringify([refusal?.code, refusal?.message, refusal?.field, (from + at) % 1000 === 0]));
      }
    }
    expect([heard.get("already-claimed"), heard.get("claim-limit")]).toEqual([60, 100_000 - 59_001]);
    // Claimed and free, in the last forty thousand guesses: one and the same refusal.
    expect([...late].map((line) => JSON.parse(line).slice(0, 3).join()).filter((line, at, all) => all.indexOf(line) === at)).toHaveLength(1);
    expect((await world.call("GET", "/inbox", { as: otherFinder })).json.entries.length).toBeGreaterThan(0);
    expect((await services.db.query(sql`SELECT id FROM scanning.contact_exchange`)).length).toBe(60);
  });

  test("over HTTP too, claimed and free targets get the same bytes once the hour's attempts are used up, and nothing of the tries is kept but their number", { timeout: 60_000 }, async () => {
    const world = await createWorld();
    const { finder, otherFinder } = await clearinghousePeople(world);
    const bodyOf = (number: number) => ({ repository: `https://code.exercise.example/guess/${number}`, authorisation });
    for (let number = 70; number < 130; number += 6) await world.call("POST", "/claims", { as: otherFinder, body: bodyOf(number) });
    const replies: string[] = [];
    for (let number = 0; number < 200; number += 1) {
      const { status, text } = await world.call("POST", "/claims", { as: finder, body: bodyOf(number) });
      if (number >= 60) replies.push(`${status} ${text}`);
    }
    expect(new Set(replies).size).toBe(1);
    expect(replies[0]).toContain("claim-limit");
    const attempts = await world.services.db.query(sql`SELECT DISTINCT met_key FROM scanning.claim_attempt WHERE organisation_id = ${finder.organisationId}`);
    expect(attempts).toEqual([{ met_key: null }]);
  });

  test("meeting the same claim again uses up no attempt, and an opted-out target counts as one that was met", async () => {
    const world = await createWorld();
    const { finder, otherFinder, analyst } = await clearinghousePeople(world);
    const { services } = world;
    await world.call("POST", "/claims", { as: otherFinder, body: { repository: REPOSITORY, authorisation } });
    await world.call("POST", "/opt-outs", { as: analyst, body: { product: "Quiet", reason: "On leave." } });
    await services.db.execute(sql`INSERT INTO scanning.claim_attempt SELECT ${finder.organisationId}, ${services.clock()} FROM generate_series(1, 57)`);
    const ask = async (...targets: { repository?: string; product?: string }[]) => (await refuseClaimed(services.as(finder), { actor: finder, targets: targets.map((target) => hashTarget(services, target)) })).map((refusal) => refusal?.code ?? "free");
    for (let times = 0; times < 3; times += 1) expect(await ask({ repository: REPOSITORY }, { product: "quiet" }, { product: "free" })).toEqual(["already-claimed", "opted-out", "free"]);
    await world.call("POST", "/opt-outs", { as: analyst, body: { product: "Silent", reason: "On leave." } });
    expect(await ask({ product: "silent" }, { product: "free" })).toEqual(["opted-out", "claim-limit"]);
  });
});
