import { describe, expect, test } from "vitest";
import type { CaseDetail, CaseSummary } from "#contracts/coordination";
import type { Severity } from "#contracts/findings";
import { sql, type InboxEntry as Entry } from "#rooms/platform";
import { bringFinding, clearinghousePeople, gaugeBundle, GOOD_PATCH, linkFrom, readMail, REPOSITORY, requireOk, submitBundle } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { getCaseFacts, markPublic } from "./index.ts";
import { takeFinding } from "./case/open-case.ts";
import { caseMailbox } from "./mail/answer-by-mail.ts";

const MAINTAINER = "maintainer@tide.example";
const DAY_MS = 86_400_000;
const PROJECT = { vendor: "Tide Gauge project", product: "Tide Gauge", repository: `${REPOSITORY}.git`, purl: "pkg:generic/tide-gauge", contactEmail: MAINTAINER, openAtOnce: 1 };

type CaseMessage = CaseDetail["messages"][number];
type Participant = CaseDetail["participants"][number];
type TestWorld = Awaited<ReturnType<typeof createWorld>>;

/** A world with one finding whose case its maintainer was told of. */
async function openedCase(options: { readonly candidatePatch?: string } = {}) {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const project = await requireOk(world.call("POST", "/projects", { as: people.analyst, body: PROJECT }));
  const findingId = await bringFinding(world, people, { title: "Canary title", candidatePatch: options.candidatePatch ?? null });
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as: people.analyst })).json;
  const token = await linkFrom(world, MAINTAINER);
  const link = (path: string, body: object = {}) => world.call("POST", `/maintainer/${path}`, { body: { token, ...body } });
  return { world, people, project, findingId, caseId: caseId as string, token, link };
}

const readCase = async (world: TestWorld, as: Awaited<ReturnType<typeof clearinghousePeople>>["analyst"], caseId: string) => (await world.call("GET", `/cases/${caseId}`, { as })).json;

describe("who is told, and when", () => {
  test("the maintainer is mailed a link, with the origin labelled and nothing of the report (INV-12)", async () => {
    const { world, people, caseId, findingId } = await openedCase();
    const [mail, ...others] = await readMail(world, MAINTAINER);
    expect(others).toEqual([]);
    expect(mail?.subject).toBe("A verified security report for Tide Gauge");
    expect(mail?.text).toContain("It was found with the help of an AI model.");
    expect(mail?.text).toContain("2026-11-30T12:00:00.000Z (UTC)");
    for (const word of ["Canary", "CWE", "gauge.c", "overflow"]) expect(mail?.text).not.toContain(word);
    expect(mail?.replyTo).toMatch(/^case\+[0-9a-z]{20}-[0-9a-f]{24}@breakwater\.example$/);
    expect(await readCase(world, people.analyst, caseId)).toMatchObject({ state: "open", vendorRm: "RECEIVED", findingId, embargo: { state: "PROPOSED", endsAt: "2026-11-30T12:00:00.000Z" }, flags: { vendorAware: true, publicAware: false } });
    expect((await world.call("GET", `/findings/${findingId}`, { as: people.finder })).json.state).toBe("in_case");
    const kinds = await world.ledgerKinds();
    for (const kind of ["coordination.project-opened", "coordination.case-opened", "coordination.maintainer-notified", "coordination.embargo-proposed"]) expect(kinds).toContain(kind);
  });

  test("no mail leaves for a finding without a person's validation, even if a job asks for it (INV-12)", async () => {
    const world = await createWorld();
    const people = await clearinghousePeople(world);
    await requireOk(world.call("POST", "/projects", { as: people.analyst, body: PROJECT }));
    const findingId = await submitBundle(world, people.finder, await gaugeBundle());
    for (const state of ["submitted", "reproducing", "needs_validation", "validated", "prioritised", "rejected", "duplicate_of", "closed"]) {
      await world.services.db.execute(sql`UPDATE findings.finding SET state = ${state} WHERE id = ${findingId}`);
      await expect(takeFinding.run(world.services, { findingId })).rejects.toMatchObject({ code: "not-validated" });
    }
    await world.drain();
    expect(await readMail(world, MAINTAINER)).toEqual([]);
    expect((await world.call("GET", "/cases", { as: people.analyst })).json).toEqual({ cases: [] });
  });

  test("a maintainer's pace holds the rest back, worst first; a finding without a project asks an analyst for one", async () => {
    const world = await createWorld();
    const people = await clearinghousePeople(world);
    const mild = { inKev: false, exposed: false, automatable: false, technicalImpact: "partial" };
    const first = await bringFinding(world, people, { shows: "name" }, mild);
    world.pass(1000);
    const second = await bringFinding(world, people, { shows: "level" });
    await world.drain();
    const asked = (await world.call("GET", "/inbox", { as: people.analyst })).json.entries.filter((entry: Entry) => entry.kind === "coordination.project-missing").map((entry: Entry) => entry.link);
    expect(asked.toSorted()).toEqual([first, second].map((id) => `/clearinghouse/findings/${id}`).toSorted());

    // One at a time: the worse one goes first although it came later.
    const project = await requireOk(world.call("POST", "/projects", { as: people.analyst, body: PROJECT }));
    await world.drain();
    const cases = (await world.call("GET", "/cases", { as: people.analyst })).json.cases;
    expect(cases.map((one: CaseSummary) => [one.findingId, one.state])).toEqual([[second, "open"], [first, "waiting"]]);
    expect((await world.call("GET", "/projects", { as: people.analyst })).json.projects).toEqual([{ ...project, openCases: 1, waitingCases: 1 }]);
    expect((await readMail(world, MAINTAINER)).length).toBe(1);
    expect((await world.call("POST", "/projects", { as: people.analyst, body: { ...PROJECT, repository: REPOSITORY } })).json.error.code).toBe("project-known");

    // A reasoned no frees the place.
    const token = await linkFrom(world, MAINTAINER);
    await requireOk(world.call("POST", "/maintainer/terms", { body: { token } }));
    await requireOk(world.call("POST", "/maintainer/answers", { body: { token, answer: "dispute", reason: "The level is checked before." } }));
    await world.drain();
    expect((await world.call("GET", "/cases", { as: people.analyst })).json.cases.map((one: CaseSummary) => [one.state, one.vendorRm])).toEqual([["open", "INVALID"], ["open", "RECEIVED"]]);
  });

  test("a case that waits is told at once when the world already knows, and gets no embargo", async () => {
    const { world, people } = await openedCase();
    world.pass(1000);
    await bringFinding(world, people, { shows: "level" });
    await world.drain();
    const waiting = (await world.call("GET", "/cases", { as: people.analyst })).json.cases.find((one: CaseSummary) => one.state === "waiting");
    const told = await requireOk(world.call("POST", `/cases/${waiting.id}/facts`, { as: people.analyst, body: { fact: "exploit-public", evidence: "Seen on a mailing list." } }));
    expect(told).toMatchObject({ state: "open", embargo: { state: "NONE" }, flags: { vendorAware: true, publicAware: true, exploitPublic: true } });
    expect((await readMail(world, MAINTAINER)).at(-1)?.text).toContain("there is no embargo");
  });
});

describe("the maintainer's page", () => {
  test("the report opens when the embargo's terms are accepted, and then everything on it works without an account", async () => {
    const { world, people, caseId, findingId, link } = await openedCase({ candidatePatch: GOOD_PATCH });
    const before = (await link("open")).json;
    expect(before).toMatchObject({ caseId, aiGenerated: true, report: null, rm: "RECEIVED", may: { acceptTerms: true, answer: [] }, embargo: { state: "PROPOSED" } });
    expect(JSON.stringify(before)).not.toContain("Canary");
    for (const [path, body] of [["bundle", {}], ["answers", { answer: "accept" }], ["severities", { level: "low" }], ["patches", {}]] as const) expect((await link(path, body)).json.error.code).toBe("terms-not-accepted");

    const opened = (await link("terms")).json;
    expect(opened).toMatchObject({ termsAcceptedAt: "2026-09-01T12:00:00.000Z", embargo: { state: "ACTIVE", endsAt: "2026-11-30T12:00:00.000Z" }, report: { title: "Canary title", weakness: "CWE-787", reproduced: { k: 3, n: 3 }, candidatePatch: GOOD_PATCH } });
    expect(opened.report.replayCommand).toContain("sh report/reproduce.sh");
    expect((await link("bundle")).status).toBe(200);
    expect((await link("answers", { answer: "dispute" })).json.error).toMatchObject({ code: "reason-needed", field: "reason" });
    expect((await link("more-time", { reason: "Holidays." })).json.error.code).toBe("no-more-time");
    expect((await link("answers", { answer: "accept" })).json).toMatchObject({ rm: "ACCEPTED", answer: { answer: "accept", reason: null }, may: { answer: ["wont-fix"], askForTime: true, acceptCandidatePatch: true, proposePatch: true } });
    expect((await link("answers", { answer: "dispute", reason: "No." })).json.error.code).toBe("answer-not-open");
    await link("severities", { level: "medium" });
    await link("messages", { text: "Which compiler?" });
    const longer = (await link("more-time", { reason: "Holidays." })).json;
    expect(longer).toMatchObject({ embargo: { state: "ACTIVE", endsAt: "2026-12-14T12:00:00.000Z", extended: true }, may: { askForTime: false } });
    expect((await link("more-time", { reason: "Again." })).json.error.code).toBe("no-more-time");

    const detail = await readCase(world, people.analyst, caseId);
    expect(detail.messages.map((message: CaseMessage) => [message.from, message.text])).toEqual(expect.arrayContaining([["maintainer", "Which compiler?"], ["maintainer", "Holidays."]]));
    expect(detail.severities.map((one: Severity) => [one.by, one.level])).toEqual([["maintainer", "medium"]]);
    expect(detail.participants.map((one: Participant) => [one.role, one.rm])).toEqual([["finder", "ACCEPTED"], ["coordinator", "ACCEPTED"], ["vendor", "ACCEPTED"]]);
    expect((await world.call("GET", "/inbox", { as: people.analyst })).json.entries.map((entry: Entry) => entry.kind)).toEqual(expect.arrayContaining(["coordination.answered", "coordination.more-time", "coordination.reply"]));
    const kinds = await world.ledgerKinds();
    for (const kind of ["coordination.embargo-begun", "coordination.embargo-extended", "coordination.bundle-downloaded", "coordination.report-answered", "findings.severity-given"]) expect(kinds).toContain(kind);
    expect((await getCaseFacts(world.services, world.services.db, caseId)).findingIds).toEqual([findingId]);
  });

  test("a link opens its own case only, ends after thirty days, and ends at once when it is revoked or renewed", async () => {
    const { world, people, caseId, token, link } = await openedCase();
    expect((await world.call("POST", "/maintainer/open", { body: { token: "x".repeat(43) } })).status).toBe(410);
    expect((await world.call("POST", "/sign-in/redeem", { body: { token } })).status).toBe(410);
    world.pass(1000);
    await requireOk(world.call("POST", `/cases/${caseId}/link`, { as: people.analyst }));
    expect((await link("open")).status).toBe(410);
    const fresh = await linkFrom(world, MAINTAINER);
    const open = () => world.call("POST", "/maintainer/open", { body: { token: fresh } });
    expect((await open()).json.linkExpiresAt).toBe("2026-10-01T12:00:01.000Z");
    world.pass(30 * DAY_MS);
    expect((await open()).status).toBe(410);
    world.pass(-DAY_MS);
    expect((await open()).status).toBe(200);
    await requireOk(world.call("POST", `/cases/${caseId}/link/revoke`, { as: people.analyst }));
    expect((await open()).status).toBe(410);
  });

  test("a reply by mail is filed once, whatever it holds, and only at the case's signed address", async () => {
    const { world, people, caseId } = await openedCase();
    const { services } = world;
    const to = (await readMail(world, MAINTAINER))[0]?.replyTo ?? "";
    const forged = to.replace(/-[0-9a-f]{24}@/, `-${"0".repeat(24)}@`);
    expect(await Promise.all([to, to.toUpperCase(), forged, to.replace("breakwater", "elsewhere"), "case+x@breakwater.example"].map((address) => caseMailbox.accepts(services, address)))).toEqual([true, true, false, false, false]);
    const mail = { to, from: "someone@else.example", subject: "Re", text: "We are\r\non it \u001b[31m\u202enow\u0007" };
    await caseMailbox.receive(services, mail);
    await caseMailbox.receive(services, mail);
    await caseMailbox.receive(services, { ...mail, to: forged });
    const { messages } = await readCase(world, people.analyst, caseId);
    expect(messages).toEqual([{ id: expect.stringMatching(/^msg_/), from: "maintainer", channel: "mail", sender: "someone@else.example", text: "We are\non it [31mnow", at: "2026-09-01T12:00:00.000Z" }]);

    world.pass(1000);
    await requireOk(world.call("POST", `/cases/${caseId}/messages`, { as: people.analyst, body: { text: "Thank you." } }));
    expect((await readMail(world, MAINTAINER)).at(-1)).toMatchObject({ subject: "A message about the security report for Tide Gauge", replyTo: expect.not.stringContaining(to) });
    expect(JSON.stringify(await services.db.query(sql`SELECT * FROM coordination.message`))).not.toContain("Thank you");
  });
});

describe("the embargo's end (INV-14)", () => {
  test("it ends by itself at its exact end, and the analysts are told", async () => {
    const { world, people, caseId, link } = await openedCase();
    await link("terms");
    await link("answers", { answer: "accept" });
    await link("more-time", { reason: "Holidays." });
    world.setTime("2026-12-14T11:59:59.999Z");
    await world.drain();
    expect((await readCase(world, people.analyst, caseId)).embargo.state).toBe("ACTIVE");
    expect((await world.call("POST", `/cases/${caseId}/close`, { as: people.analyst })).json.error.code).toBe("embargo-in-force");
    world.setTime("2026-12-14T12:00:00.000Z");
    // At its end it is over at every use, before any job has run.
    expect((await readCase(world, people.analyst, caseId)).embargo).toEqual({ state: "EXITED", endsAt: "2026-12-14T12:00:00.000Z", extended: true, exitReason: "end-reached" });
    await world.drain();
    expect((await world.ledgerKinds()).filter((kind) => kind === "coordination.embargo-ended")).toHaveLength(1);
    expect((await world.call("GET", "/inbox", { as: people.analyst })).json.entries[0].kind).toBe("coordination.embargo-ended");

    const closed = (await world.call("POST", `/cases/${caseId}/close`, { as: people.analyst })).json;
    expect([closed.state, closed.vendorRm]).toEqual(["closed", "CLOSED"]);
    expect((await world.call("GET", `/findings/${closed.findingId}`, { as: people.finder })).json.state).toBe("closed");
    expect((await world.call("POST", `/cases/${caseId}/close`, { as: people.analyst })).json.error.code).toBe("case-not-open");
  });

  test("it ends at once when an exploit is public, and nothing is deployed that is not ready", async () => {
    const { world, people, caseId, link } = await openedCase();
    await link("terms");
    const after = await requireOk(world.call("POST", `/cases/${caseId}/facts`, { as: people.analyst, body: { fact: "exploit-public", evidence: "Seen on a list." } }));
    expect(after.embargo).toMatchObject({ state: "EXITED", exitReason: "exploit-public" });
    expect((await world.call("POST", `/cases/${caseId}/facts`, { as: people.analyst, body: { fact: "fix-deployed", evidence: "x" } })).json.error.code).toBe("fact-not-possible");
  });

  test("our own publication ends it too, and the database itself refuses to turn a fact off", async () => {
    const { world, caseId, link } = await openedCase();
    await link("terms");
    await world.services.db.inTransaction((tx) => markPublic(world.services, tx, caseId));
    const facts = await getCaseFacts(world.services, world.services.db, caseId);
    expect([facts.embargo.state, facts.embargo.exitReason, facts.flags.publicAware]).toEqual(["EXITED", "public", true]);
    await expect(world.services.db.execute(sql`UPDATE coordination.case_file SET public_aware = false WHERE id = ${caseId}`)).rejects.toThrow("only turns on");
    expect((await world.services.publishedCounts())["coordination"]).toEqual({ opened: 1, notified: 1, accepted: 0, disputed: 0, waiting: 0, public: 1, closed: 0 });
  });
});

test("cases and projects are for the clearinghouse; benchmarking roles see none, whatever else they are (INV-13)", async () => {
  const { world, people, caseId } = await openedCase();
  const both = await world.person({ organisation: "Enclave", kind: "government", name: "Ben", roles: ["benchmark-analyst", "clearinghouse-analyst"] });
  for (const as of [people.finder, people.validator]) expect((await world.call("GET", `/cases/${caseId}`, { as })).status).toBe(403);
  for (const path of [`/cases/${caseId}`, "/cases", "/projects"]) expect([path, (await world.call("GET", path, { as: both })).status]).toEqual([path, 403]);
  expect((await world.call("POST", "/projects", { as: people.finder, body: PROJECT })).status).toBe(403);
  const wrong = await world.call("POST", "/projects", { as: people.analyst, body: { ...PROJECT, contactEmail: "nobody" } });
  expect([wrong.status, wrong.json.error.field]).toEqual([400, "contactEmail"]);
});

test("whoever is behind the wall acts on no case and no project, whatever else they are (INV-13)", async () => {
  const { world, people, caseId } = await openedCase();
  const both = await world.person({ organisation: "Enclave", kind: "government", name: "Ben", roles: ["nsa-director", "clearinghouse-analyst"] });
  const read = async () => ({ case: await readCase(world, people.analyst, caseId), ledger: await world.ledgerKinds(), mails: (await readMail(world, MAINTAINER)).length });
  const before = await read();
  const acts = [
    [`/cases/${caseId}/messages`, { text: "Hold it back." }],
    [`/cases/${caseId}/facts`, { fact: "public", evidence: "Seen on a list." }],
    [`/cases/${caseId}/link`],
    [`/cases/${caseId}/link/revoke`],
    [`/cases/${caseId}/close`],
    ["/projects", { ...PROJECT, repository: "https://code.exercise.example/harbour/other" }],
  ] as const;
  for (const [path, body] of acts) expect([path, (await world.call("POST", path, { as: both, ...(body ? { body } : {}) })).status]).toEqual([path, 403]);
  expect(await read()).toEqual(before);
});
