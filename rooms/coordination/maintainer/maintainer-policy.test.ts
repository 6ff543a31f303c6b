import { describe, expect, test } from "vitest";
import type { MaintainerPolicy } from "#contracts/maintainer";
import { sql, type InboxEntry } from "#rooms/platform";
import { bringFinding, clearinghousePeople, linkFrom, readMail, REPOSITORY, requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../../tests/setup/world.ts";
import { defaultPolicy } from "./maintainer-policy.rules.ts";

const MAINTAINER = "maintainer@tide.example";
const DAY_MS = 86_400_000;
const ROW = { id: "TM-1", kind: "trusted-input", says: "The gauge's file is written by us alone.", matches: { path: "src/*.c", weakness: "CWE-787" } } as const;
const policy = (changes: Partial<MaintainerPolicy> = {}): MaintainerPolicy => ({ ...defaultPolicy(1), ...changes });

/** Can wait for the next version. */
const MILD = { inKev: false, exposed: false, automatable: false, technicalImpact: "partial" };

async function openProject() {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const { id: projectId } = await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, contactEmail: MAINTAINER, openAtOnce: 1 } }));
  const importPolicy = (changes: Partial<MaintainerPolicy>) => world.call("POST", "/maintainer-policies", { as: people.analyst, body: { projectId, policy: policy(changes) } });
  const states = async () => (await world.call("GET", "/cases", { as: people.analyst })).json.cases.map(({ state, vendorRm }: { state: string; vendorRm: string }) => `${state} ${vendorRm}`);
  const inbox = async () => (await world.call("GET", "/inbox", { as: people.analyst })).json.entries.map(({ kind, title }: InboxEntry) => `${kind}: ${title}`);
  const bring = async (shows: "name" | "level", inputs?: typeof MILD) => {
    world.pass(1000);
    const id = await (inputs ? bringFinding(world, people, { shows }, inputs) : bringFinding(world, people, { shows }));
    await world.drain();
    return id;
  };
  const byLink = async (path: string, body: object = {}) => {
    const token = await linkFrom(world, MAINTAINER);
    return (await world.call("POST", `/maintainer/${path}`, { body: { token, ...body } })).json;
  };
  return { world, people, projectId: projectId as string, importPolicy, states, inbox, bring, byLink };
}

describe("the maintainer's policy", () => {
  test("a report that a row speaks against is held back with the row cited, and comes up again when the row is edited", async () => {
    const { world, people, projectId, importPolicy, states, inbox, bring, byLink } = await openProject();
    expect((await importPolicy({ threatModel: [ROW] })).json).toMatchObject({ projectId, version: 1, setBy: "coordinator", refusals: [], waitingCases: 0, policy: { threatModel: [ROW] } });
    await bring("name");
    expect([await states(), await readMail(world, MAINTAINER)]).toEqual([["waiting START"], []]);
    expect(await inbox()).toContainEqual(expect.stringMatching(/^coordination.held: Case case_\w+ is held back by the maintainer's policy: TM-1$/));
    expect((await world.call("GET", `/maintainer-policies?projectId=${projectId}`, { as: people.analyst })).json).toMatchObject({ refusals: [{ cites: "TM-1", held: 1, disputed: 0 }], waitingCases: 0 });

    await importPolicy({ threatModel: [{ ...ROW, matches: { path: "lib/**" } }] });
    await world.drain();
    expect(await states()).toEqual(["open RECEIVED"]);
    const view = await byLink("policy");
    expect(view).toMatchObject({ version: 2, setBy: "coordinator", refusals: [] });
    expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["coordination.policy-set", "coordination.held-by-policy", "coordination.comes-up-again"]));
  });

  test("the maintainer sets it by the link, each version is kept, and from then on nobody else does", async () => {
    const { world, projectId, importPolicy, bring, byLink } = await openProject();
    await bring("name");
    expect(await byLink("policy")).toMatchObject({ version: 0, setBy: null, policy: policy() });
    const wanted = policy({ threatModel: [ROW], perWeek: 3, batching: "weekly", securityContacts: ["desk@tide.example"] });
    expect(await byLink("policy/set", { policy: wanted })).toMatchObject({ version: 1, setBy: "maintainer", policy: wanted });
    expect(await byLink("policy/set", { policy: wanted })).toMatchObject({ version: 1 });
    expect((await importPolicy({})).json.error).toMatchObject({ code: "policy-is-the-maintainers", field: "projectId" });
    expect((await byLink("policy/set", { policy: { ...wanted, threatModel: [ROW, ROW] } })).error.field).toBe("policy.threatModel");
    expect(JSON.stringify(await world.services.db.query(sql`SELECT * FROM coordination.maintainer_policy`))).not.toContain("desk@tide.example");
    expect(await world.services.db.query(sql`SELECT version, set_by FROM coordination.maintainer_policy WHERE project_id = ${projectId}`)).toEqual([{ version: 1, set_by: "maintainer" }]);
  });

  test("a dispute may rest on a row; when that row goes, the report is open to be answered again", async () => {
    const { world, states, inbox, bring, byLink } = await openProject();
    await bring("name");
    await byLink("terms");
    await byLink("policy/set", { policy: policy({ threatModel: [ROW] }) });
    expect((await byLink("answers", { answer: "dispute", reason: "Ours.", citesRow: "TM-9" })).error).toMatchObject({ code: "no-such-row", field: "citesRow" });
    expect((await byLink("answers", { answer: "wont-fix", reason: "Ours.", citesRow: "TM-1" })).error.code).toBe("no-such-row");
    await byLink("answers", { answer: "dispute", reason: "Ours.", citesRow: "TM-1" });
    await world.drain();
    expect(await states()).toEqual(["open INVALID"]);
    await byLink("policy/set", { policy: policy() });
    await world.drain();
    expect(await states()).toEqual(["open VALID"]);
    expect(await inbox()).toContainEqual(expect.stringMatching(/^coordination.again: Case case_\w+ comes up again: the maintainer changed TM-1$/));
    expect((await byLink("open")).may.answer).toEqual(["accept", "already-known", "wont-fix"]);
  });

  test("scope, end of life and the evidence that is needed hold back in the same way", async () => {
    const { world, projectId, people, importPolicy, bring } = await openProject();
    await importPolicy({ scope: { include: ["lib/**"], exclude: [] } });
    await bring("name");
    const cited = async () => (await world.call("GET", `/maintainer-policies?projectId=${projectId}`, { as: people.analyst })).json.refusals;
    expect(await cited()).toEqual([{ cites: "scope", held: 1, disputed: 0 }]);
    for (const [changes, cites] of [[{ endOfLife: { says: "1.4 is over.", versions: ["1.4.0"] } }, "end-of-life"], [{ evidenceNeeded: ["candidate-patch"] }, "evidence:candidate-patch"]] as const) {
      await importPolicy({ ...changes, evidenceNeeded: [...("evidenceNeeded" in changes ? changes.evidenceNeeded : [])] } as Partial<MaintainerPolicy>);
      await world.drain();
      expect(await cited()).toEqual([{ cites, held: 1, disputed: 0 }]);
    }
  });
});

describe("the maintainer's pace", () => {
  test("one mail a week brings the next report a week later, by itself; what is due within three days does not wait for it", async () => {
    const { world, importPolicy, states, bring } = await openProject();
    await importPolicy({ openAtOnce: 5, batching: "weekly" });
    await bring("name", MILD);
    await bring("level", MILD);
    expect(await states()).toEqual(["open RECEIVED", "waiting START"]);
    world.pass(7 * DAY_MS - 3000);
    await world.drain();
    expect(await states()).toEqual(["open RECEIVED", "waiting START"]);
    world.pass(3000);
    await world.drain();
    expect(await states()).toEqual(["open RECEIVED", "open RECEIVED"]);
  });

  test("what is told together comes in one mail, each report with its own link and address", async () => {
    const { world, people, importPolicy, states, bring } = await openProject();
    await importPolicy({ openAtOnce: 5, batching: "daily", scope: { include: ["lib/**"], exclude: [] } });
    const first = await bring("name", MILD);
    await bring("level", MILD);
    await importPolicy({ openAtOnce: 5, batching: "daily" });
    await world.drain();
    expect(await states()).toEqual(["open RECEIVED", "open RECEIVED"]);
    const [mail, ...others] = await readMail(world, MAINTAINER);
    expect([others, mail?.subject, mail?.replyTo]).toEqual([[], "2 verified security reports for Tide Gauge", null]);
    const links = [...(mail?.text ?? "").matchAll(/maintainer#([\w-]+)/g)].map(([, token]) => token);
    const opened = await Promise.all(links.map(async (token) => (await world.call("POST", "/maintainer/open", { body: { token } })).json.caseId));
    expect(new Set(opened).size).toBe(2);
    const { caseId } = (await world.call("GET", `/findings/${first}`, { as: people.analyst })).json;
    expect([...(mail?.text ?? "").matchAll(/case\+([0-9a-z]{20})-/g)].map(([, id]) => `case_${id}`)).toEqual(opened);
    expect(opened).toContain(caseId);
  });

  test("whoever asks for the next report gets it at once, where there is a place; before that only a number is told", async () => {
    const { world, importPolicy, states, bring, byLink } = await openProject();
    await importPolicy({ openAtOnce: 2, perWeek: 1 });
    await bring("name", MILD);
    await bring("level", MILD);
    expect([await states(), (await byLink("open")).waitingCases]).toEqual([["open RECEIVED", "waiting START"], 1]);
    expect(await byLink("next")).toEqual({ waitingCases: 1 });
    await world.drain();
    expect([await states(), (await readMail(world, MAINTAINER)).length, (await byLink("next")).waitingCases]).toEqual([["open RECEIVED", "open RECEIVED"], 2, 0]);
    expect(await world.ledgerKinds()).toContain("coordination.next-asked");
  });
});

describe("contacts", () => {
  const TXT = "Contact: mailto:security@tide.example\nContact: https://tide.example/report\nExpires: 2027-01-31T12:00:00Z\n";

  test("a published file is entered in its order, moves no mail by itself, and an address is verified when its link is opened", async () => {
    const { world, people, projectId, bring, byLink } = await openProject();
    const enter = (file: string, text: string) => world.call("POST", "/maintainer-contacts", { as: people.analyst, body: { projectId, file, text } });
    expect((await enter("security.txt", TXT.replace("2027", "2025"))).json.error).toMatchObject({ code: "file-expired", field: "text" });
    expect((await enter("security.txt", "Contact: none")).json.error).toMatchObject({ code: "file-unreadable", field: "text" });
    const { contacts } = (await enter("security.txt", TXT)).json;
    const entered = [{ address: "security@tide.example", kind: "mail", source: "security-txt" }, { address: "https://tide.example/report", kind: "page", source: "security-txt" }, { address: MAINTAINER, kind: "mail", source: "coordinator" }];
    expect(contacts).toMatchObject(entered);
    expect((await enter("SECURITY.md", "security@tide.example")).json.contacts).toHaveLength(3);
    await bring("name");
    expect((await readMail(world, MAINTAINER)).length).toBe(1);

    await byLink("policy/set", { policy: policy({ securityContacts: ["Security@tide.example", "second@tide.example"] }) });
    const list = async () => (await world.call("GET", `/maintainer-contacts?projectId=${projectId}`, { as: people.analyst })).json.contacts.map(({ address, source, verifiedAt }: { address: string; source: string; verifiedAt: string | null }) => [address, source, verifiedAt !== null]);
    expect((await list()).slice(0, 2)).toEqual([["Security@tide.example", "policy", false], ["second@tide.example", "policy", false]]);
    const { caseId } = await byLink("open");
    await requireOk(world.call("POST", `/cases/${caseId}/messages`, { as: people.analyst, body: { text: "Hello." } }));
    const token = await linkFrom(world, "Security@tide.example");
    await requireOk(world.call("POST", "/maintainer/open", { body: { token } }));
    expect((await list())[0]).toEqual(["Security@tide.example", "policy", true]);
  });
});

describe("a case that is done", () => {
  test("closes by itself a week after its public fix was seen to hold, tells all, and opens again when the weakness comes back", { timeout: 90_000 }, async () => {
    const { world, people, bring, byLink } = await openProject();
    const findingId = await bring("name");
    await byLink("terms");
    await byLink("answers", { answer: "accept" });
    const { caseId } = await byLink("open");
    const { services } = world;
    const { markFixHeld, markFixReady, markPublic } = await import("../index.ts");
    await services.db.inTransaction((tx) => markFixReady(services, tx, caseId));
    await services.db.inTransaction((tx) => markFixHeld(services, tx, caseId));
    const state = async () => (await world.call("GET", `/cases/${caseId}`, { as: people.analyst })).json.state;
    world.pass(7 * DAY_MS);
    await world.drain();
    expect(await state()).toBe("open");
    await services.db.inTransaction((tx) => markPublic(services, tx, caseId));
    await world.drain();
    expect(await state()).toBe("closed");
    expect((await readMail(world, MAINTAINER)).at(-1)?.subject).toBe("The security report for Tide Gauge is done");
    const told = async (as: typeof people.finder) => (await world.call("GET", "/inbox", { as })).json.entries.map(({ kind }: InboxEntry) => kind);
    expect([await told(people.finder), await told(people.analyst)]).toEqual([expect.arrayContaining(["coordination.closed-itself"]), expect.arrayContaining(["coordination.closed-itself"])]);

    world.pass(1000);
    await services.db.inTransaction((tx) => services.jobs.emit(tx, "findings.variant-returned", { findingId: "find_00000000000000000000", ofFindingId: findingId }));
    await world.drain();
    expect(await state()).toBe("open");
    expect((await readMail(world, MAINTAINER)).at(-1)?.subject).toBe("A weakness in Tide Gauge came back");
    expect((await byLink("open")).rm).toBe("RECEIVED");
    expect(await told(people.finder)).toContain("coordination.came-back");
    expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["coordination.fix-held", "coordination.case-closed", "coordination.case-reopened"]));
  });
});
