// The two worlds of the low side: a house at work, twice, once with the secret and once without, and what everybody sees.
import { expect } from "vitest";
import type { Actor, Route } from "#rooms/platform";
import { LOW_SIDE_ROUTES } from "../../apps/server/low-side.ts";
import { mailOf, makeAgreement, makeInvitation, makeRecords, openHouses, openOfferedWindow, toEngagementBody, type Houses } from "../api/records.ts";
import { bringFinding, clearinghousePeople, linkFrom, REPOSITORY, requireOk, type ClearinghousePeople } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";
import { compare, exhaust, fillLedger, levelSessions, listRequests, watch, type Onlooker, type Parting, type Request, type Seen, type Stage } from "./two-worlds.ts";

interface Scene {
  readonly world: World;
  /** Whose secret it is; all of them are there in both worlds. */
  readonly owners: Houses;
  readonly clearinghouse: ClearinghousePeople;
  readonly onlookers: readonly Onlooker[];
  readonly ids: Readonly<Record<string, string>>;
}

const MAINTAINER = "maintainer@tide.example";
const SECOND_MS = 1000;
// Thousands of requests, with every statement behind them, in each of two worlds.
export const LONG_MS = 600_000;

/**
 * A house at work, with records of its own for every onlooker and one ordinary case. Some acts of the ordinary come first,
 * as a count that goes from none to a small cell says that there is something: 0 is published as it is.
 */
async function openScene(): Promise<Scene> {
  const world = await createWorld();
  const owners = await openHouses(world, "Hidden");
  const curious = await openHouses(world, "Curious");
  const clearinghouse = await clearinghousePeople(world);
  const project = (vendor: string, repository: string, contactEmail: string) =>
    requireOk(world.call("POST", "/projects", { as: clearinghouse.analyst, body: { vendor, product: vendor, repository, contactEmail, openAtOnce: 5 } }));
  await project("Tide Gauge", REPOSITORY, MAINTAINER);
  await project("Ordinary Gauge", `${REPOSITORY}-ordinary`, "maintainer@ordinary.example");
  const records = await makeRecords(world, curious);
  world.pass(SECOND_MS);
  // Two jobs at once come in either order, and so would their acts in the ledger.
  await world.drain();
  await bringFinding(world, clearinghouse, { repository: `${REPOSITORY}-ordinary`, title: "Ordinary" });
  world.pass(SECOND_MS);
  await world.drain();
  // Of the very agency whose evaluator the developer named; and whoever keeps that agency's people.
  const colleague = await world.person({ organisation: "Hidden Agency", kind: "government", name: "Colleague", roles: ["agency-evaluator"] });
  const manager: Actor = { ...(await world.person({ organisation: "Hidden Agency", kind: "government", name: "Manager", roles: ["organisation-manager"] })), steppedUp: true };
  return {
    world, owners, clearinghouse,
    onlookers: [
      { name: "the public" }, { name: "another developer", actor: curious.developer }, { name: "a finder", actor: curious.finder }, { name: "an operator", actor: curious.operator },
      { name: "an evaluator who was not named", actor: colleague }, { name: "the manager of the named evaluator's agency", actor: manager },
    ],
    ids: {
      absent: "eng_00000000000000000000", "no-id": "x", agency: colleague.organisationId, "hidden-lab": owners.developer.organisationId, "curious-lab": curious.developer.organisationId, "curious-operator": curious.operator.organisationId,
      "own-engagement": records.engagement, "own-determination": records.determination, "own-finding": records.finding, "own-inventory": records.inventory,
    },
  };
}

type Hide = (scene: Scene) => Promise<Readonly<Record<string, string>>>;

/** A model is engaged, in a window, awaiting its determination and a partner is being chosen for it. */
export const hideModel: Hide = async ({ world, owners }) => {
  const post = (as: Actor, path: string, body: object) => requireOk(world.call("POST", path, { as, body }));
  // The very model that another developer has engaged too.
  const body = toEngagementBody();
  const { id: engagement } = await post(owners.developer, "/engagements", { ...body, model: { ...body.model, name: "Hidden Model" } });
  await post(owners.developer, `/engagements/${engagement}/offer`, { purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, evaluators: [{ email: await mailOf(world, owners.evaluator) }] });
  await openOfferedWindow(world, owners, engagement);
  await post(owners.evaluator, `/evaluator/engagements/${engagement}/advice`, { kind: "observation", text: "It holds." });
  const { id: determination } = await post(owners.developer, "/determinations", { engagementId: engagement });
  const { id: earlyAccess } = await post(owners.developer, "/early-access", { engagementId: engagement, partnerEmail: await mailOf(world, owners.partner), sector: "dams", reason: "Runs a lock." });
  // And all that goes with it: asked for by an agency, under an agreement and signed terms, with a question on it.
  const agreement = await makeAgreement(world, owners);
  await post(owners.developer, `/engagements/${engagement}/agreements`, { agreementIds: [agreement] });
  const invitation = await makeInvitation(world, owners);
  await post(owners.evaluator, `/evaluator/engagements/${engagement}/questions`, { purpose: "safeguard-testing", text: "Does it hold?" });
  await post(owners.developer, "/nondisclosure/texts", { title: "Hidden terms", text: "Quiet.", agencySigns: false });
  return { "hidden-agreement": agreement, "hidden-invitation": invitation, "hidden-engagement": engagement, "hidden-determination": determination, "hidden-early-access": earlyAccess };
};

/** A finding for the product Tide Gauge is validated, with its maintainer, and under embargo. */
export const hideFinding: Hide = async ({ world, owners, clearinghouse }) => {
  const finding = await bringFinding(world, { ...clearinghouse, finder: owners.finder }, { shows: "level", title: "Hidden level" });
  await world.drain();
  const { caseId } = await requireOk(world.call("GET", `/findings/${finding}`, { as: owners.finder }));
  await requireOk(world.call("POST", "/maintainer/terms", { body: { token: await linkFrom(world, MAINTAINER) } }));
  return { "hidden-finding": finding, "hidden-case": caseId };
};

/** What is tried besides looking: each has to go the same way, whether there is something to meet or not. */
const TRIES: readonly (Request & { readonly who: string })[] = [
  { who: "another developer", method: "POST", path: "/engagements", body: toEngagementBody("c".repeat(64)) },
  { who: "another developer", method: "POST", path: "/determinations", body: { engagementId: "{hidden-engagement}" } },
  { who: "another developer", method: "POST", path: "/engagements/{hidden-engagement}/withdrawal" },
  { who: "an evaluator who was not named", method: "POST", path: "/evaluator/engagements/{hidden-engagement}/acceptance", body: { termsDigest: "a".repeat(64), noConflict: true } },
  { who: "a finder", method: "POST", path: "/claims", body: { repository: REPOSITORY, authorisation: { kind: "open-source", evidence: "Public." } } },
  { who: "a finder", method: "POST", path: "/findings/{hidden-finding}/severities", body: { level: "low" } },
  { who: "a finder", method: "POST", path: "/patches", body: { caseId: "{hidden-case}", diff: "--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n", aiGenerated: false, model: null } },
  { who: "the public", method: "POST", path: "/maintainer/open", body: { token: "A".repeat(43) } },
];

const tries = (name: string): readonly Request[] => TRIES.filter(({ who }) => who === name).map(({ who: _who, ...request }) => request);

/** What each onlooker sees of one world, and at which request they are refused for asking too often. */
interface View {
  readonly seen: ReadonlyMap<string, readonly Seen[]>;
  readonly limits: ReadonlyMap<string, readonly string[]>;
}

export async function look(stage: Stage, busy: readonly Actor[]): Promise<View> {
  const [seen, limits] = [new Map<string, readonly Seen[]>(), new Map<string, readonly string[]>()];
  for (const onlooker of stage.onlookers) {
    seen.set(onlooker.name, await watch(stage, onlooker, [...listRequests(stage), ...tries(onlooker.name)]));
    limits.set(onlooker.name, await exhaust(stage, onlooker, busy));
  }
  return { seen, limits };
}

/** Both worlds, with the secret and without, the same in all else, and what each onlooker sees of either. */
export async function lookAtBoth(hide: Hide, routes: readonly Route[] = LOW_SIDE_ROUTES): Promise<readonly [View, View]> {
  // One house, copied: what the two have in common is the same to the last bit.
  const { world: made, ...scene } = await openScene();
  const from = await made.keep();
  const [busy, idle] = await Promise.all([createWorld({ from }), createWorld({ from })].map(async (world): Promise<Scene> => ({ ...scene, world: await world })) as [Promise<Scene>, Promise<Scene>]);
  const hidden = await hide(busy);
  for (const { world } of [busy, idle]) {
    world.setTime("2026-09-01T13:00:00.000Z");
    await world.drain();
  }
  await fillLedger(idle.world, (await busy.world.ledgerKinds()).length);
  const people = ({ owners, clearinghouse }: Scene) => [...Object.values(owners), ...Object.values(clearinghouse)];
  await levelSessions(busy.world, idle.world, people(busy).map((one, place) => [one, people(idle)[place] ?? one] as const));
  const stageOf = ({ world, onlookers, ids }: Scene): Stage => ({ world, onlookers, routes, ids: { ...ids, ...hidden } });
  return [await look(stageOf(busy), [busy.owners.developer, busy.owners.finder]), await look(stageOf(idle), [])];
}

/** By onlooker, the requests by which they tell the worlds apart; every reply alike leaves nothing. */
export function tellApart([left, right]: readonly [View, View]): Readonly<Record<string, readonly Parting[]>> {
  return Object.fromEntries([...left.seen].flatMap(([name, seen]) => {
    const partings = [...compare(seen, right.seen.get(name) ?? []), ...(String(left.limits.get(name)) === String(right.limits.get(name)) ? [] : [{ asked: "too often", parts: [], example: [] }])];
    return partings.length === 0 ? [] : [[name, partings]];
  }));
}

/** A comparison that could see nothing would prove nothing: everybody got into something, and was at last refused. */
export function expectBusy({ seen, limits }: View): void {
  for (const [name, all] of seen) {
    const statuses = all.map(({ status }) => status);
    expect([name, statuses.includes(200), statuses.includes(404), limits.get(name)?.at(-1)?.slice(0, 4)]).toEqual([name, true, true, "[429"]);
  }
}
