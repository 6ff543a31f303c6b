import { expect, test } from "vitest";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { recordEvidence } from "./record-evidence.ts";
import { TASKINGS } from "./taskings.rules.ts";

/** The order's own words as published, each as far as it is quoted; kept here a second time, apart from the data. */
const ORDER = [
  "prioritize the cyber defense of National Security Systems",
  "by taking appropriate and expeditious action consistent with the purpose of",
  "Binding Operational Directives and other guidance",
  "establish or expand Federal programs and cybersecurity services that enhance AI-enabled defensive tools",
  "State and local authorities, and operators of critical infrastructure such as rural hospitals, community banks, and local utilities",
  "shall form an AI cybersecurity clearinghouse, in voluntary collaboration with the AI industry and operators of critical infrastructure, that coordinates and deconflicts scanning for software vulnerabilities, discovers and validates such vulnerabilities, and coordinates and prioritizes remediation and distribution of vulnerability patches",
  "develop and maintain a classified benchmarking process to assess the advanced cyber capabilities of AI models and determine the threshold at which an AI model should be designated a 'covered frontier model' … Such a determination shall be made by the Director of NSA",
  "design a voluntary framework with AI developers through which developers would be able to:",
  "provide the Federal Government with access to covered frontier models … for a period of up to 30 days before they plan to release such models to other trusted partners",
  "appropriate confidentiality, cybersecurity, insider-risk, and intellectual-property protection, use, and nondisclosure requirements",
  "select trusted partners that will have early access to covered frontier models to promote secure innovation and strengthen the cybersecurity of critical infrastructure",
];

const DIGEST = "a".repeat(64);
const EVIDENCE = { kind: "completion", link: "https://www.example.gov/clearinghouse", digest: DIGEST, publishedOn: "2026-07-01", archivedOn: "2026-07-05" };
const director = (world: World) => world.person({ organisation: "Exercise Treasury", kind: "government", name: "Tess", roles: ["clearinghouse-director"] });
const budget = (world: World) => world.person({ organisation: "Exercise Budget", kind: "government", name: "Pat", roles: ["omb-opm-officer"] });
const evidencePath = (paragraph: string) => `/obligations/${encodeURIComponent(paragraph)}/evidence`;
async function find(world: World, paragraph: string, asOf?: string) {
  const { json } = await world.call("GET", `/obligations${asOf === undefined ? "" : `?asOf=${asOf}`}`);
  return json.taskings.find((tasking: { paragraph: string }) => tasking.paragraph === paragraph);
}

test("the taskings are the order's, whole and in its order, each with its days", () => {
  expect(TASKINGS.map((text) => [text.paragraph, text.days, text.parts.map(({ paragraph }) => paragraph)])).toEqual([
    ["2(a)", 30, []], ["2(b)", 30, []], ["2(c)(i)", 30, []], ["2(c)(ii)", 30, []], ["2(c)(iii)", 30, []], ["2(d)", 30, []], ["2(e)", 30, []], ["2(f)", 60, []], ["3(a)", 60, []],
    ["3(b)", 60, ["3(b)(i)", "3(b)(ii)", "3(b)(iii)"]],
  ]);
});

test("what is shown as the order's own words is word for word what was published, and all of that is shown", () => {
  const shown = TASKINGS.flatMap((text) => [text, ...text.parts]).flatMap(({ task, quoted }) => (quoted ? [task] : [...task.matchAll(/“([^”]*)”/g)].map(([, words]) => words ?? "")));
  expect(shown.toSorted()).toEqual(ORDER.toSorted());
});

test("anyone reads the taskings, and evidence by the right official changes what they show", async () => {
  const world = await createWorld();
  const officer = await director(world);
  const before = await world.call("GET", "/obligations");
  expect(before.json.taskings.map((tasking: { status: string }) => tasking.status)).toEqual(Array.from({ length: 10 }, () => "passed_silent"));
  expect(before.json.taskings[9]).toMatchObject({ paragraph: "3(b)", dueOn: "2026-08-01", daysLate: 31, source: { citation: "91 FR 34565, sec. 3(b)", reliability: "A" } });
  expect((await world.call("POST", evidencePath("2(d)"), { as: officer, body: { ...EVIDENCE, archiveLink: "https://archive.example/1" } })).status).toBe(204);
  const after = await find(world, "2(d)");
  expect([after.status, after.daysLate, after.dueOn, after.evidence]).toMatchObject(["met", 0, "2026-07-02", [{ link: EVIDENCE.link, archiveLink: "https://archive.example/1", retraction: null }]]);
  expect((await world.ledgerKinds()).at(-1)).toBe("obligations.evidence-recorded");
});

test("wrong evidence is struck by somebody else, stays to be seen, and counts no more", async () => {
  const world = await createWorld();
  const [officer, other] = [await director(world), await budget(world)];
  await world.call("POST", evidencePath("2(d)"), { as: officer, body: EVIDENCE });
  const { evidence: [{ id }] } = await find(world, "2(d)");
  const strike = (as: typeof officer) => world.call("POST", `/obligations/evidence/${id}/retraction`, { as, body: { reason: "The page is about another clearinghouse." } });
  expect((await strike(officer)).json.error).toMatchObject({ code: "not-permitted", message: "You recorded this evidence yourself. Somebody else strikes it." });
  expect((await find(world, "2(d)")).status).toBe("met");
  expect((await strike(other)).status).toBe(204);
  expect(await find(world, "2(d)")).toMatchObject({ status: "passed_silent", evidence: [{ id, retraction: { reason: "The page is about another clearinghouse." } }] });
  expect((await world.ledgerKinds()).at(-1)).toBe("obligations.evidence-struck");
  expect((await strike(other)).json.error.code).toBe("already-struck");
  expect((await world.call("POST", "/obligations/evidence/evd_00000000000000000000/retraction", { as: other, body: { reason: "None." } })).status).toBe(404);
  const outsider = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  expect((await strike(outsider)).json.error.code).toBe("not-permitted");
});

test("the same document is recorded once for a tasking and what it shows, also when it comes twice at once, until it is struck", async () => {
  const world = await createWorld();
  const [officer, other] = [await director(world), await budget(world)];
  const record = async (as: typeof officer, change: object = {}) => {
    const { status, json } = await world.call("POST", evidencePath("2(d)"), { as, body: { ...EVIDENCE, ...change } });
    return [status, json?.error?.code, json?.error?.field];
  };
  const again = [409, "already-recorded", "digest"];
  expect((await record(officer, { kind: "progress" }))[0]).toBe(204);
  expect((await record(officer, { digest: "b".repeat(64) }))[0]).toBe(204);
  const put = (digest: string) => recordEvidence(world.services.as(officer), { ...EVIDENCE, kind: "completion", digest, actor: officer, paragraph: "2(d)", archiveLink: null });
  const places = [2, 3, 4, 5, 6, 7];
  // Many others first: so every connection is open, and the same that come then meet.
  await Promise.all(places.map((place) => put(String(place).repeat(64))));
  const same = await Promise.allSettled(places.map(() => put(DIGEST)));
  expect(same.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await record(officer)).toEqual(again);
  const standing = (await find(world, "2(d)")).evidence.find((one: { kind: string; digest: string }) => one.kind === "completion" && one.digest === DIGEST);
  for (const as of [officer, other]) await world.call("POST", `/obligations/evidence/${standing.id}/retraction`, { as, body: { reason: "Another one's." } });
  expect((await record(officer))[0]).toBe(204);
  expect((await find(world, "2(d)")).evidence).toHaveLength(places.length + 4);
});

test("as of a day there is what was known at its end, and no more", async () => {
  const world = await createWorld();
  const [officer, other] = [await director(world), await budget(world)];
  world.setTime("2026-07-08T10:00:00Z");
  await world.call("POST", evidencePath("2(d)"), { as: officer, body: EVIDENCE });
  const { evidence: [{ id }] } = await find(world, "2(d)");
  world.setTime("2026-07-20T10:00:00Z");
  await world.call("POST", `/obligations/evidence/${id}/retraction`, { as: other, body: { reason: "Another one's." } });
  world.setTime("2026-09-01T12:00:00Z");
  const seen = [];
  for (const asOf of ["2026-06-02", "2026-06-18", "2026-07-03", "2026-07-08", "2026-07-19", "2026-07-20"]) {
    const { status, daysLate, evidence } = await find(world, "2(d)", asOf);
    seen.push([asOf, status, daysLate, evidence.map((one: { retraction: unknown }) => one.retraction !== null)]);
  }
  expect(seen).toEqual([
    ["2026-06-02", "not_due", 0, []], ["2026-06-18", "due_soon", 0, []], ["2026-07-03", "passed_silent", 1, []], ["2026-07-08", "met", 0, [false]], ["2026-07-19", "met", 0, [false]], ["2026-07-20", "passed_silent", 18, [true]],
  ]);
  const { changes } = (await world.call("GET", "/obligations/changes?asOf=2026-07-20")).json;
  expect(changes.filter((change: { paragraph: string }) => change.paragraph === "2(d)").map((change: { because: string; to: string }) => [change.because, change.to])).toEqual([
    ["retraction", "passed_silent"], ["evidence", "met"], ["due-passed", "passed_silent"], ["due-near", "due_soon"],
  ]);
  const codes = [];
  for (const asOf of ["2026-09-02", "2026-06-01", "2026-02-30", "yesterday"]) codes.push((await world.call("GET", `/obligations?asOf=${asOf}`)).json.error.code);
  expect(codes).toEqual(["date-in-future", "before-signing", "invalid-input", "invalid-input"]);
});

test("evidence from the wrong person, of the future, of before the order, for no tasking, or at a private address is refused and nothing is stored", async () => {
  const world = await createWorld();
  const officer = await director(world);
  const outsider = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  const post = (as: typeof officer, paragraph: string, change: object) => world.call("POST", evidencePath(paragraph), { as, body: { ...EVIDENCE, ...change } });
  const answers = [
    await post(outsider, "2(d)", {}),
    await post(officer, "9(z)", {}),
    await post(officer, "3(b)(i)", {}),
    await post(officer, "2(d)", { publishedOn: "2026-12-01" }),
    await post(officer, "2(d)", { publishedOn: "2026-06-01" }),
    await post(officer, "2(d)", { archivedOn: "2026-06-30" }),
    await post(officer, "2(d)", { link: "http://insecure.example" }),
    await post(officer, "2(d)", { archiveLink: "http://insecure.example" }),
    await post(officer, "2(d)", { dueOn: "2030-01-01" }),
  ];
  expect(answers.map((answer) => [answer.status, answer.json.error.code])).toEqual([
    [403, "not-permitted"], [404, "unknown-paragraph"], [404, "unknown-paragraph"], [422, "date-in-future"], [422, "before-signing"], [422, "archived-before-published"], [400, "invalid-input"], [400, "invalid-input"], [400, "invalid-input"],
  ]);
  const shown = (await world.call("GET", "/obligations")).json.taskings.flatMap((tasking: { evidence: unknown[] }) => tasking.evidence);
  expect(shown).toEqual([]);
});
