import { expect, test } from "vitest";
import { enrol } from "../../../tests/api/records.ts";
import { requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../../tests/setup/world.ts";
import { findWordOfLeave, fit, isStale, needsIn, stateOf } from "./lists.rules.ts";

const OFFER = {
  name: "Backup course", kind: "service", what: "Learn how to restore what was lost.", needs: ["recover"], eligibility: "Hospitals", sectors: ["healthcare"], sizes: [], regions: [], publicBodiesOnly: false, cost: "free", costWords: "Free",
  skillsNeeded: "None", dataSent: "Nothing", dataGoesTo: "Nobody", contact: "help@course.example", source: "https://course.example/", checkedOn: "2026-08-30",
} as const;
const GRANT = {
  name: "Old pump fund", payer: "Exercise Department", who: "Utilities", needs: ["no-update-exists"], sectors: ["energy"], sizes: [], regions: [], publicBodiesOnly: false, pays: "New pumps.", amount: "Up to 10,000 dollars", opensOn: "2026-08-01", closesOn: "2026-12-31",
  source: "https://fund.example/", checkedOn: "2026-08-30",
} as const;

async function keepers() {
  const world = await createWorld();
  const officer = (name: string) => world.person({ organisation: "Exercise CISA", kind: "government", name, roles: ["directive-officer"] });
  return { world, olga: await officer("Olga"), otto: await officer("Otto"), omb: await world.person({ organisation: "Exercise OMB", kind: "government", name: "Mia", roles: ["omb-opm-officer"] }) };
}
const entriesOf = async (world: Awaited<ReturnType<typeof createWorld>>, query = "") => (await requireOk(world.call("GET", `/assistance/catalogue${query}`))).entries;

test("one keeper proposes a version, a second one publishes it, everybody reads it without signing in, and every version stays", async () => {
  const { world, olga, otto } = await keepers();
  const { proposals: [{ id }] } = await requireOk(world.call("POST", "/assistance/catalogue/proposals", { as: olga, body: { key: "backup-course", offer: OFFER, reason: "It is new." } }));
  expect((await world.call("GET", "/inbox", { as: otto })).json.entries[0]).toMatchObject({ kind: "assistance.list-proposed", link: "/assistance/lists" });
  expect((await world.call("POST", `/assistance/proposals/${id}/publication`, { as: olga })).status).toBe(403);
  expect((await entriesOf(world)).some(({ key }: { key: string }) => key === "backup-course")).toBe(false);
  expect((await requireOk(world.call("GET", "/assistance/proposals", { as: otto }))).proposals).toMatchObject([{ mayPublish: true, proposedByName: "Olga" }]);
  await requireOk(world.call("POST", `/assistance/proposals/${id}/publication`, { as: otto }));
  expect((await entriesOf(world, "?search=how%20do%20we%20restore%20a%20backup"))[0]).toEqual({ ...OFFER, key: "backup-course", version: 1, stale: false, reasons: [] });
  expect((await entriesOf(world, "?sector=water")).map(({ key }: { key: string }) => key)).not.toContain("backup-course");
  expect((await world.call("POST", `/assistance/proposals/${id}/publication`, { as: otto })).status).toBe(404);

  const { proposals: [{ id: removal }] } = await requireOk(world.call("POST", "/assistance/catalogue/proposals", { as: otto, body: { key: "backup-course", offer: null, reason: "It ended." } }));
  await requireOk(world.call("POST", `/assistance/proposals/${removal}/publication`, { as: olga }));
  expect((await entriesOf(world)).some(({ key }: { key: string }) => key === "backup-course")).toBe(false);
  const { versions } = await requireOk(world.call("GET", "/assistance/list-history?list=catalogue&key=backup-course"));
  expect(versions.map(({ version, offer, reason }: { version: number; offer: unknown; reason: string }) => [version, offer !== null, reason])).toEqual([[2, false, "It ended."], [1, true, "It is new."]]);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("assistance"))).toEqual(["assistance.list-proposed", "assistance.list-published", "assistance.list-proposed", "assistance.list-published"]);
});

test("whoever keeps the grants keeps no catalogue; what is not on a list cannot be taken off; what was taken back is not published", async () => {
  const { world, omb, olga } = await keepers();
  expect((await world.call("POST", "/assistance/catalogue/proposals", { as: omb, body: { key: "x-y", offer: OFFER, reason: "No." } })).status).toBe(403);
  expect((await world.call("POST", "/assistance/grants/proposals", { as: omb, body: { key: "nothing", grant: null, reason: "No." } })).json.error).toMatchObject({ code: "not-on-the-list", field: "key" });
  const { proposals: [{ id }], keeps } = await requireOk(world.call("POST", "/assistance/grants/proposals", { as: omb, body: { key: "old-pumps", grant: GRANT, reason: "New." } }));
  expect(keeps).toEqual(["grants"]);
  await requireOk(world.call("POST", `/assistance/proposals/${id}/withdrawal`, { as: omb }));
  expect((await world.call("POST", `/assistance/proposals/${id}/publication`, { as: olga })).status).toBe(404);
});

test("no offer of a model says that somebody let it be used, and none is shown while no partner's terms include scans for operators", async () => {
  const { world, olga } = await keepers();
  const said = { ...OFFER, kind: "frontier-model", what: "A model app\u0072oved for hospitals." } as const;
  expect((await world.call("POST", "/assistance/catalogue/proposals", { as: olga, body: { key: "model", offer: said, reason: "New." } })).json.error).toMatchObject({ code: "word-of-leave", field: "offer.what" });
  expect(findWordOfLeave({ ...said, kind: "service", needs: [...OFFER.needs], sectors: [...OFFER.sectors], sizes: [], regions: [] })).toBeUndefined();
  expect((await entriesOf(world)).map(({ kind }: { kind: string }) => kind)).not.toContain("frontier-model");
});

test("a plan's steps are linked with the programmes that could pay for them, with reasons, and nothing of an application is kept", async () => {
  const { world, omb, olga } = await keepers();
  const { proposals: [{ id }] } = await requireOk(world.call("POST", "/assistance/grants/proposals", { as: omb, body: { key: "old-pumps", grant: GRANT, reason: "New." } }));
  await requireOk(world.call("POST", `/assistance/proposals/${id}/publication`, { as: olga }));
  const utility = await world.person({ organisation: "Exercise Utility", kind: "operator", name: "Uma", roles: ["operator"] });
  expect((await world.call("GET", "/operator/grants", { as: utility })).json.error.code).toBe("not-enrolled");
  await enrol(world, utility);
  expect(await requireOk(world.call("GET", "/operator/grants", { as: utility }))).toEqual({ grants: [] });
  const { grants } = await requireOk(world.call("GET", "/assistance/grants?sector=energy&need=no-update-exists"));
  expect(grants[0]).toMatchObject({ key: "old-pumps", state: "open", reasons: ["It is for your sector.", "It helps with what you need."] });
  expect(grants.map(({ key }: { key: string }) => key)).not.toContain("dwsrf");
});

test("plain words lead to needs", () => {
  expect(["Our pump is old and has no update", "Somebody is hacking us", "we lost everything to ransomware", "How do I pay?"].map(needsIn)).toEqual([["plan-updates", "no-update-exists", "safe-window"], ["watch-for-attacks"], ["recover"], []]);
});

test("an entry fits whoever did not say otherwise, is stale after 90 days, and a programme is open on its days, whole ones in UTC", () => {
  const audience = { needs: ["recover"], sectors: ["water"], sizes: [], regions: [], publicBodiesOnly: true } as const;
  const fits = (asked: Parameters<typeof fit>[1]) => fit({ ...audience, needs: [...audience.needs], sectors: [...audience.sectors], sizes: [], regions: [] }, asked);
  expect([fits({}), fits({ sector: "energy" }), fits({ publicBody: "no" }), fits({ sector: "water", publicBody: "yes" })]).toEqual([["It is for public bodies only."], undefined, undefined, ["It is for your sector.", "It is for public bodies, as yours is."]]);
  const days = { today: "2026-09-01", staleBefore: "2026-06-03" };
  expect([isStale(null, days), isStale("2026-06-03", days), isStale("2026-06-02", days)]).toEqual([true, false, true]);
  const state = (opensOn: string | null, closesOn: string | null) => stateOf({ opensOn, closesOn }, days);
  expect([state(null, null), state("2026-09-02", null), state("2026-09-01", "2026-09-01"), state(null, "2026-08-31")]).toEqual(["ask", "opens-later", "open", "closed"]);
});
