import { expect, test } from "vitest";
import type { BulkResult } from "#contracts/intake";
import { as } from "../e2e/people.ts";
import { visit, type Visitor } from "../e2e/visit.ts";
import { countWaiting, killWorker, listOwn, lookAgainLater, MAINTAINER, OPEN_AT_ONCE, openStage, PRODUCT, submit, type Finding, type Stage } from "./fixtures/clearinghouse-stage.ts";
import { generateFindings, type Kind, type SentFile, type SentLine } from "./fixtures/generate-findings.ts";
import { answerMail, caseOf, linkIn, pressUnsubscribe, readMails, readReport, REPORT, waitForMails } from "./fixtures/maintainers-mail.ts";
import type { RealTarget } from "./fixtures/real-targets.ts";

/*
 * The clearinghouse as its people meet it: ten thousand findings in, one verified case at a time out, at the pace that a
 * maintainer takes. Everything is real but the model that found them: processes, sandboxes, mail over SMTP, Chromium on a
 * telephone's width. Each person begins at their notice.
 */
const MINUTES = 60_000;
const TELEPHONE = 390;
const SANDBOX_WAIT = { timeout: 8 * MINUTES, interval: 1000 };
const WAIT = { timeout: MINUTES, interval: 250 };

const figures: string[] = [];
const note = (figure: string, value: number, unit: string) => figures.push(`${figure}: ${value.toPrecision(3)} ${unit}`);

test("ten thousand findings become one case at a time, at the maintainer's pace, and the cases close by themselves", { timeout: 20 * MINUTES }, async () => {
  const stage = await openStage();
  const { targets, first, second } = await generateFindings();
  const begunAt = performance.now();
  const received = await takeIn(stage, first, second);
  const leads = await requireEnds(received, targets);
  await requireToldOnce(stage, received);

  await assign(stage, leads);
  await validate(stage, leads);
  await decide(stage, leads);
  await waitForMails(stage, REPORT, OPEN_AT_ONCE);
  note("from the first line sent to the first verified case with its maintainer", (performance.now() - begunAt) / 1000, "s");
  const caseIds = await listCases(stage, leads);
  expect(await seePace(stage, caseIds, 2)).toEqual({ told: ["lamp-codes", "ferry-names"], atDesk: OPEN_AT_ONCE, heldBack: 4 });

  await acceptInBrowser(stage);
  expect(await seePace(stage, caseIds, 3)).toEqual({ told: ["lamp-codes", "ferry-names", "manifest-chunks"], atDesk: OPEN_AT_ONCE, heldBack: 3 });
  await disputeInBrowser(stage);
  expect(await seePace(stage, caseIds, 4)).toEqual({ told: ["lamp-codes", "ferry-names", "manifest-chunks", "sonar-tiles"], atDesk: OPEN_AT_ONCE, heldBack: 2 });
  await acceptByMail(stage, targets.find(({ name }) => name === "manifest-chunks")?.patch ?? new Uint8Array());
  expect(await seePace(stage, caseIds, 5)).toEqual({ told: ["lamp-codes", "ferry-names", "manifest-chunks", "sonar-tiles", "pktdump"], atDesk: OPEN_AT_ONCE, heldBack: 1 });
  await stopMails(stage, caseIds);

  await tellPublic(stage, ["lamp-codes", "manifest-chunks"].map((name) => caseIds.get(name) ?? ""));
  await requireClosed(stage, caseIds, leads);
  process.stdout.write(figures.map((line) => `clearinghouse journey, ${line}\n`).join(""));
});

// --- The finders: a stream each, and one worker killed in the middle.

interface Received {
  readonly line: SentLine;
  /** The finding that the line is; absent for a refused line. */
  readonly finding: Finding | undefined;
}

async function takeIn(stage: Stage, first: SentFile, second: SentFile): Promise<readonly Received[]> {
  const { watch, lab } = stage.houses;
  const calm = await submit(stage, watch.person("Fay"), first);
  note("findings taken in", first.lines.length / calm.seconds, "/s");
  const runsFrom = performance.now();
  await expect.poll(async () => (await countWaiting(stage)).reproducing, SANDBOX_WAIT).toBeGreaterThan(0);
  const [killed] = await Promise.all([submit(stage, lab.person("Lars"), second), killWorker(stage)]);
  note("findings taken in while a worker was killed and started again", second.lines.length / killed.seconds, "/s");
  await expect.poll(() => countWaiting(stage), SANDBOX_WAIT).toEqual({ submitted: 0, reproducing: 0 });
  const ran = new Set([...first.lines, ...second.lines].filter(({ kind, target }) => target !== undefined && kind !== "out-of-scope").map(({ key }) => key)).size;
  note("bundles reproduced in fresh sandboxes, the kill included", ran / ((performance.now() - runsFrom) / 1000), "/s");
  return [...(await pair(stage, watch.person("Fay"), { sent: first, answers: calm.answers })), ...(await pair(stage, lab.person("Lars"), { sent: second, answers: killed.answers }))];
}

/** Puts each line beside its one receipt and its one finding. */
async function pair({ place }: Stage, person: string, { sent, answers }: { readonly sent: SentFile; readonly answers: readonly BulkResult[] }): Promise<readonly Received[]> {
  expect(answers.map(({ line }) => line)).toEqual(sent.lines.map((_line, at) => at + 1));
  const findings = await listOwn(await as(person, place));
  // Nothing is lost, and nothing is there twice.
  expect(findings.map(({ id }) => id).toSorted()).toEqual(answers.flatMap(({ findingId }) => findingId ?? []).toSorted());
  const own = new Map(findings.map((finding) => [finding.id, finding]));
  const ids = new Map<string, string>();
  for (const [at, { findingId }] of answers.entries()) if (findingId !== undefined) ids.set(sent.lines[at]?.key ?? "", findingId);
  const expected = sent.lines.map(({ key, code }, at) => (code === undefined ? { [answers[at]?.findingId === undefined ? "duplicateOf" : "findingId"]: ids.get(key) } : { refused: code }));
  expect(answers.map(({ findingId, duplicateOf, refused }) => (refused ? { refused: refused.code } : findingId === undefined ? { duplicateOf } : { findingId }))).toEqual(expected);
  return sent.lines.map((line) => ({ line, finding: line.code === undefined ? own.get(ids.get(line.key) ?? "") : undefined }));
}

const END_OF: Readonly<Partial<Record<Kind, readonly [state: string, cause: string | null]>>> = {
  told: ["needs_info", null],
  broken: ["rejected", "does-not-build"],
  harmless: ["rejected", "not-reproduced"],
  "out-of-scope": ["rejected", "out-of-scope"],
};

/** Every line has come to its one end; of each bug one finding waits for a person, and all who saw it are credited. */
async function requireEnds(received: readonly Received[], targets: readonly RealTarget[]): Promise<ReadonlyMap<string, Finding>> {
  const ended = received.filter(({ line }) => line.kind in END_OF);
  expect(ended.map(({ line, finding }) => [line.kind, finding?.state, finding?.rejectionCause])).toEqual(ended.map(({ line }) => [line.kind, ...(END_OF[line.kind] ?? [])]));
  const leads = new Map<string, Finding>();
  for (const { name } of targets) {
    const seen = received.filter(({ line }) => line.target === name && ["real", "again", "other-input"].includes(line.kind)).flatMap(({ finding }) => finding ?? []);
    const findings = [...new Map(seen.map((finding) => [finding.id, finding])).values()];
    const [lead, ...more] = findings.filter(({ state }) => state === "needs_validation");
    if (!lead) throw new Error(`Nothing of ${name} waits for a person`);
    expect([name, more.map(({ title }) => title), findings.filter(({ id, duplicateOf }) => id !== lead.id && duplicateOf !== lead.id)]).toEqual([name, [], []]);
    expect(new Set(lead.credited.map(({ name: finder }) => finder))).toEqual(new Set(["Harbour Watch", "Lighthouse Lab"]));
    leads.set(name, lead);
  }
  return leads;
}

/** Whoever sent it hears of each finding's end by one mail, however often a worker began it. */
async function requireToldOnce(stage: Stage, received: readonly Received[]): Promise<void> {
  const ended = new Set(received.flatMap(({ finding }) => (finding && ["rejected", "duplicate_of"].includes(finding.state) ? [finding.id] : [])));
  const told = async () => {
    const mails = [...(await readMails(stage, stage.houses.watch.email("Fay"))), ...(await readMails(stage, stage.houses.lab.email("Lars")))];
    return mails.flatMap(({ text }) => /\/findings\/(find_[0-9a-z]{20})/.exec(text)?.[1] ?? []);
  };
  await expect.poll(async () => (await told()).length, SANDBOX_WAIT).toBe(ended.size);
  expect((await told()).toSorted()).toEqual([...ended].toSorted());
}

// --- The clearinghouse: its director, its validator, its analyst.

const visitOnTelephone = ({ place }: Stage) => visit("harbour", { width: TELEPHONE, at: place });

async function signIn(stage: Stage, first: string): Promise<Visitor> {
  const visitor = await visitOnTelephone(stage);
  await visitor.signIn(stage.houses.clearinghouse.person(first));
  return visitor;
}

async function assign(stage: Stage, leads: ReadonlyMap<string, Finding>): Promise<void> {
  const { page, follow, findFaults } = await signIn(stage, "Cora");
  const { person } = stage.houses.clearinghouse;
  for (const { id } of leads.values()) {
    await follow("A finding waits to be assigned", `/clearinghouse/findings/${id}`);
    const work = page.getByRole("region", { name: "Who works on it" });
    for (const [name, role] of [[person("Vera"), "validator"], [person("Anna"), "analyst"]] as const) {
      await work.getByLabel("Person").selectOption({ label: `${name}, as ${role}` });
      await work.getByRole("button", { name: "Assign" }).click();
      await work.getByRole("row", { name }).waitFor();
    }
  }
  expect(await findFaults()).toEqual([]);
}

/** By keys alone, from the notice to the last decision. */
async function validate(stage: Stage, leads: ReadonlyMap<string, Finding>): Promise<void> {
  const { page, follow, choose, told, findFaults } = await signIn(stage, "Vera");
  await follow("A finding was assigned to you");
  await choose("Queue", "Queue");
  await page.getByRole("link", { name: "Assigned to me" }).press("Enter");
  for (let left = leads.size; left > 0; left -= 1) {
    const list = page.getByRole("list", { name: "What waits, worst first" }).getByRole("button");
    await expect.poll(() => list.count(), WAIT).toBe(left);
    const title = (await page.locator(".bw-queue__item[aria-current=true] .bw-queue__title").textContent()) ?? "";
    await page.keyboard.press("o");
    await page.getByRole("heading", { level: 3, name: "Frames of the crash" }).waitFor();
    await page.keyboard.press("v");
    await page.keyboard.type(`Read and run: ${title} is one write too far.`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await told("Your decision is recorded.");
  }
  expect(await findFaults()).toEqual([]);
}

/** The directive's questions, such that arrival and harm are two orders: 14 days, 3 days, at the next upgrade, 60 days, 3 days, 14 days. */
const DECISIONS: readonly (readonly [target: string, exposed: "Yes" | "No", automatable: "Yes" | "No", impact: "Total" | "Partial"])[] = [
  ["lamp-codes", "Yes", "Yes", "Partial"],
  ["ferry-names", "Yes", "Yes", "Total"],
  ["tinyini", "No", "No", "Partial"],
  ["pktdump", "No", "Yes", "Total"],
  ["manifest-chunks", "Yes", "Yes", "Total"],
  ["sonar-tiles", "Yes", "No", "Total"],
];

async function decide(stage: Stage, leads: ReadonlyMap<string, Finding>): Promise<void> {
  const { page, follow, told, findFaults } = await signIn(stage, "Anna");
  for (const [target, exposed, automatable, impact] of DECISIONS) {
    await follow("A finding waits for its priority", `/clearinghouse/findings/${leads.get(target)?.id}`);
    const priority = page.getByRole("region", { name: "Priority", exact: true });
    const answer = (question: string, choice: string) => priority.getByRole("group", { name: question }).getByRole("radio", { name: choice, exact: true }).press("Space");
    await answer("Is it in CISA’s list of exploited vulnerabilities?", "No");
    await answer("Is the affected software usually reachable from the internet?", exposed);
    await answer("Can an attack be automated?", automatable);
    await answer("How much control does an attacker gain?", impact);
    await priority.getByRole("button", { name: "Decide the priority" }).click();
    await told("The priority is decided.");
    // Its case is there before the next one is decided: the order of arrival is that of this list.
    await expect.poll(async () => (await stage.analyst.call("GET /findings/{id}", { params: { id: leads.get(target)?.id ?? "" } })).caseId, WAIT).not.toBeNull();
  }
  expect(await findFaults()).toEqual([]);
}

async function listCases({ analyst }: Stage, leads: ReadonlyMap<string, Finding>): Promise<ReadonlyMap<string, string>> {
  const { cases } = await analyst.call("GET /cases");
  return new Map([...leads].map(([target, { id }]) => [target, cases.find(({ findingId }) => findingId === id)?.id ?? ""]));
}

/** Of whom the maintainer was told so far, in this order; how many of these are theirs to work on; and how many nobody was told of. */
async function seePace(stage: Stage, caseIds: ReadonlyMap<string, string>, count: number) {
  const names = new Map([...caseIds].map(([target, id]) => [id, target]));
  const told = (await waitForMails(stage, REPORT, count)).map((mail) => names.get(caseOf(mail)));
  const { cases } = await stage.analyst.call("GET /cases");
  const atDesk = cases.filter(({ state, vendorRm, flags }) => state === "open" && !flags.fixReady && ["RECEIVED", "VALID", "ACCEPTED"].includes(vendorRm)).length;
  return { told, atDesk, heldBack: cases.filter(({ state }) => state === "waiting").length };
}

// --- The maintainer: two accepted, one disputed; by the page and by mail.

async function openReport(stage: Stage, number: number): Promise<Visitor> {
  const visitor = await visitOnTelephone(stage);
  await visitor.page.goto(linkIn(await readReport(stage, number)));
  await visitor.page.getByRole("button", { name: "Accept the embargo and open the report" }).click();
  await visitor.told("The embargo holds; the report is open.");
  return visitor;
}

async function acceptInBrowser(stage: Stage): Promise<void> {
  const { page, told, findFaults } = await openReport(stage, 0);
  await page.getByText("4 more verified reports wait until you have room for them.").waitFor();
  await page.getByRole("radio", { name: "I accept it" }).press("Space");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await told("Your answer was sent.");
  await page.getByRole("button", { name: "Try the candidate patch" }).click();
  await page.getByText("The crash and its variants are gone, and everything else still works.").waitFor(WAIT);
  expect(await findFaults()).toEqual([]);
  await release({ page, told }, "2.2");
}

async function release({ page, told }: Pick<Visitor, "page" | "told">, version: string): Promise<void> {
  await page.getByLabel("Fixed in version").fill(version);
  await page.getByRole("button", { name: "Release it" }).click();
  await told("The patch is signed and released.");
}

async function disputeInBrowser(stage: Stage): Promise<void> {
  const { page, told, findFaults } = await openReport(stage, 1);
  await page.getByRole("radio", { name: "I dispute it" }).press("Space");
  await page.getByLabel("Reason").fill("Nobody but us writes timetables.");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await told("Your answer was sent.");
  expect(await findFaults()).toEqual([]);
}

async function acceptByMail(stage: Stage, patch: Uint8Array): Promise<void> {
  const report = await readReport(stage, 2);
  for (const [at, text] of ["agree", "accept"].entries()) {
    await answerMail(stage, report, { text });
    await waitForMails(stage, `Understood: your mail about ${PRODUCT}`, at + 1);
  }
  await answerMail(stage, report, { text: "patch", attachments: [{ filename: "fix.diff", content: Buffer.from(patch) }] });
  const subject = `The patch for ${PRODUCT} was verified`;
  // One came for the patch of the first report, as it was tried.
  const verified = (await waitForMails(stage, subject, 2)).at(-1);
  if (!verified) throw new Error("No verdict was mailed");
  const { patches: [proposed] } = await stage.analyst.call("GET /patches", { query: { caseId: caseOf(report) } });

  // Whoever wrote it does not confirm it: the analyst does.
  const anna = await signIn(stage, "Anna");
  await anna.follow(`Patch ${proposed?.id} was verified`, `/clearinghouse/cases/${caseOf(report)}`);
  await anna.page.getByRole("button", { name: "Stand behind this patch" }).click();
  await anna.told("You stand behind the patch.");

  const maintainer = await visitOnTelephone(stage);
  await maintainer.page.goto(linkIn(verified));
  await release(maintainer, "3.1");
  expect(await maintainer.findFaults()).toEqual([]);
}

/** The mail program's button stops the mails of one report; its page says how, and brings them back. */
async function stopMails(stage: Stage, caseIds: ReadonlyMap<string, string>): Promise<void> {
  const report = await readReport(stage, 3);
  expect(report.text).toContain("To stop these mails, answer with the one word stop");
  expect(await pressUnsubscribe(report)).toBe(204);
  const caseId = caseIds.get("sonar-tiles") ?? "";
  const anna = await signIn(stage, "Anna");
  await anna.follow(`The maintainer of case ${caseId} stopped our mails`, `/clearinghouse/cases/${caseId}`);
  const thread = anna.page.getByRole("region", { name: "Messages with the maintainer" });
  await thread.getByLabel("Message", { exact: true }).fill("A question about the tiles.");
  await thread.getByRole("button", { name: "Send" }).click();
  await anna.told("Your message was sent.");
  await anna.follow(`Nothing was mailed to the maintainer of case ${caseId}`, `/clearinghouse/cases/${caseId}`);

  const maintainer = await visitOnTelephone(stage);
  await maintainer.page.goto(linkIn(report));
  await maintainer.page.getByText("Your mail program’s unsubscribe button stops those of this report").or(maintainer.page.getByText("Your mail program's unsubscribe button stops those of this report")).waitFor();
  expect(await maintainer.findFaults()).toEqual([]);
  await maintainer.page.getByRole("button", { name: "Send mails", exact: true }).click();
  await maintainer.told("Mails come.");
  await anna.follow(`The maintainer of case ${caseId} wants our mails again`, `/clearinghouse/cases/${caseId}`);
}

// --- The end: what is fixed and public closes by itself.

async function tellPublic(stage: Stage, caseIds: readonly string[]): Promise<void> {
  const { page, follow, told, findFaults } = await signIn(stage, "Anna");
  for (const caseId of caseIds) {
    const patches = async () => (await stage.analyst.call("GET /patches", { query: { caseId } })).patches;
    await expect.poll(async () => (await patches()).map(({ state, releaseCheck }) => [state, releaseCheck?.held]), WAIT).toEqual([["released", true]]);
    await follow(`A fix was released with patch ${(await patches())[0]?.id}`, `/clearinghouse/cases/${caseId}`);
    await page.getByText("Report a fact").first().click();
    const form = page.getByRole("form", { name: "Report a fact" });
    await form.getByRole("radio", { name: "Weakness is public" }).press("Space");
    await form.getByLabel("What shows it").fill("The project's notes on its release.");
    await form.getByRole("button", { name: "Report a fact" }).click();
    await told("The fact is recorded.");
  }
  expect(await findFaults()).toEqual([]);
}

async function requireClosed(stage: Stage, caseIds: ReadonlyMap<string, string>, leads: ReadonlyMap<string, Finding>): Promise<void> {
  const closed = async () => (await stage.analyst.call("GET /cases")).cases.filter(({ state }) => state === "closed").map(({ id }) => id).toSorted();
  await lookAgainLater(stage, 6);
  expect(await closed()).toEqual([]);
  await lookAgainLater(stage, 8);
  const fixed = ["lamp-codes", "manifest-chunks"];
  expect(await closed()).toEqual(fixed.map((target) => caseIds.get(target) ?? "").toSorted());
  for (const target of fixed) expect(await stage.analyst.call("GET /findings/{id}", { params: { id: leads.get(target)?.id ?? "" } })).toMatchObject({ state: "closed" });
  const done = await waitForMails(stage, `The security report for ${PRODUCT} is done`, fixed.length);
  expect(done.every(({ to }) => to.includes(MAINTAINER))).toBe(true);
  const anna = await signIn(stage, "Anna");
  for (const target of fixed) await anna.follow(`Case ${caseIds.get(target)} is done and closed`, `/clearinghouse/cases/${caseIds.get(target)}`);
}
