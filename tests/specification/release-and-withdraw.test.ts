import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engagementState, windowState, type AccessWindow, type EngagementState, type WindowState } from "#contracts/engagement";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { exchangeOnce } from "#rooms/determination";
import { newId, type Actor } from "#rooms/platform";
import { describe, expect, onTestFinished, test } from "vitest";
import { createEnclavePeer } from "../../rooms/determination/enclave-peer.fixture.ts";
import { announceKey, draft, RESULTS, STANDARD } from "../../rooms/determination/exchange-scene.fixture.ts";
import { isWindowLive } from "../../rooms/engagement/access-window.rules.ts";
import { mailOf, openHouses, sendPartnerTerms, toEngagementBody } from "../api/records.ts";
import { requireOk } from "../setup/clearinghouse.ts";
import { createWorld } from "../setup/world.ts";

/*
 * INV-2 and INV-5 by the API as it is: whatever state an engagement and its window have come to, and whatever else lies in
 * the way, the developer declares a release and withdraws, and nobody uses the model by government's access after that.
 * Each state is brought about by the calls that lead to it.
 */

const CREDENTIAL = "canary-credential";
const MESSAGES = [{ role: "user", content: "Look at this parser." }];
const MINUTE = 60_000;

interface Model {
  readonly id: string;
  readonly digest: string;
  requestId?: string;
  earlyAccessId?: string;
}

type Scene = Awaited<ReturnType<typeof openScene>>;
type Step = (scene: Scene, model: Model) => Promise<unknown>;

/** Besides an engagement itself: a second evaluator who never signs, an incident, an agreement that forbids all of it, a partner. */
type Hindrance = "nothing" | "active partner" | "suspended partner";

async function openScene(hindrance: Hindrance) {
  const exchange = await mkdtemp(join(tmpdir(), "breakwater-exchange-"));
  onTestFinished(() => rm(exchange, { recursive: true, force: true }));
  const fake = await startModelEndpoint({ apiKey: CREDENTIAL });
  onTestFinished(() => fake.close());
  const world = await createWorld({ environment: { BREAKWATER_EXCHANGE: exchange } });
  const houses = await openHouses(world, "Kelp");
  const peer = await createEnclavePeer(exchange);
  await announceKey(world.services);
  const seen = new Map<string, string>();
  const look = () => exchangeOnce(world.services, seen);
  await peer.send(peer.keys, { name: "enclave-keys.json" });
  await peer.send(STANDARD);
  await look();
  const call = (as: Actor, method: string, path: string, body?: object) => world.call(method, path, { as, ...(body && { body }) });
  const post = (as: Actor, path: string, body?: object) => requireOk(call(as, "POST", path, body));
  const evaluators = [houses.evaluator];
  if (hindrance !== "nothing") evaluators.push(await world.person({ organisation: "Kelp Agency", kind: "government", name: "Eli", roles: ["agency-evaluator"] }));
  const scene = {
    world, hindrance, houses, peer, look, call, post, evaluators, developer: houses.developer,
    agreementId: undefined as string | undefined, nondisclosure: null as string | null,
    now: () => world.services.clock().toISOString(),
    show: (path: string) => requireOk(call(houses.developer, "GET", path)),
    draft: async (digest: string): Promise<Model> => {
      const body = toEngagementBody(digest);
      const { id } = await post(houses.developer, "/engagements/drafts", { ...body, model: { ...body.model, endpoint: fake.url, credential: CREDENTIAL } });
      return { id, digest };
    },
  };
  if (hindrance !== "nothing") await makeHindrances(scene);
  return scene;
}

/** What is made once: an agreement whose words forbid everything, in force and public, and terms that somebody has to sign. */
async function makeHindrances(scene: Scene): Promise<void> {
  const { developer, post, world } = scene;
  const text = "The developer shall not release, shall not withdraw and shall not end any access without the agency's word before each of these.";
  const { id, terms } = await post(scene.houses.officer, "/agreements", {
    counterparts: [{ email: await mailOf(world, developer) }], scopes: ["pre-release-evaluation", "safeguard-testing", "selection-of-partners"], legalBasis: text, beginsAt: scene.now(), until: null, confidentialityText: text, mayBePublic: true,
  });
  await post(developer, `/agreements/${id}/confirmation`, { termDigest: terms[0].digest });
  await post(scene.houses.officer, `/agreements/${id}/publication`);
  scene.agreementId = id;
  scene.nondisclosure = (await post(developer, "/nondisclosure/texts", { title: "Terms", text: "Tell nobody.", agencySigns: false })).texts[0].digest;
}

const byDeveloper = (path: string, body?: object): Step => ({ post, developer }, { id }) => post(developer, `/engagements/${id}/${path}`, body);

const open = byDeveloper("opening");
const openWindow = byDeveloper("window");
const pause = byDeveloper("window/pause");
const endWindow = byDeveloper("window/end");
const close = byDeveloper("close");
const withdraw = byDeveloper("withdrawal");

/** Asks for a determination; with the next look at the exchange the enclave's access stands. */
const ask: Step = async ({ post, developer, look }, model) => {
  model.requestId = (await post(developer, "/determinations", { engagementId: model.id })).id;
  await look();
};

const sign: Step = async ({ peer, look, world, now }, { requestId, digest }) => {
  const determinationId = newId("det");
  for (const stage of ["intake", "benchmarking"]) await peer.send({ kind: "stage-reached", requestId, stage, at: now() });
  const sealedAt = now();
  await peer.send({ kind: "results-sealed", requestId, determinationId, resultsCommitment: RESULTS, sealedAt });
  await look();
  world.pass(MINUTE);
  await peer.send({ kind: "determination-signed", requestId, determination: { ...peer.sign({ ...draft(determinationId), modelDigest: digest, sealedAt, signedAt: now() }) } });
  await look();
};

const offer: Step = async ({ world, evaluators, nondisclosure, ...scene }, model) =>
  byDeveloper("offer", {
    purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, nondisclosure,
    evaluators: await Promise.all(evaluators.map(async (actor) => ({ email: await mailOf(world, actor) }))),
  })({ world, evaluators, nondisclosure, ...scene }, model);

/** Everybody accepts; only the first signs what is to be signed. */
const accept: Step = async ({ evaluators, call, post }, { id }) => {
  for (const as of evaluators) {
    const { termsDigest } = await requireOk(call(as, "GET", `/evaluator/engagements/${id}`));
    await post(as, `/evaluator/engagements/${id}/acceptance`, { termsDigest, noConflict: true });
  }
  const [first] = evaluators as [Actor];
  const { undertakings } = await requireOk(call(first, "GET", `/undertakings?engagementId=${id}`));
  for (const { id: undertaking } of undertakings) {
    const { documentDigest } = await requireOk(call(first, "GET", `/undertakings/${undertaking}`));
    await post({ ...first, steppedUp: true }, `/undertakings/${undertaking}/signature`, { textDigest: documentDigest, name: "Eva", title: "Evaluator", agrees: true });
  }
};

const attest: Step = async ({ evaluators, post }, { id }) => {
  for (const as of evaluators) await post(as, `/evaluator/engagements/${id}/cleanup`, { way: "destroyed" });
};

interface Way {
  readonly engagement: EngagementState;
  readonly window: WindowState | null;
  readonly steps: readonly Step[];
  /** The one after which a partner cannot be chosen any more. */
  readonly last?: Step;
  /** How far a partner can be brought here; where it is left out, as far as a hindrance says. */
  readonly partner?: "none" | "ready";
}

const WINDOW = [open, ask, offer, accept, openWindow];

const WAYS: readonly Way[] = [
  { engagement: "draft", window: null, steps: [], partner: "none" },
  { engagement: "open", window: null, steps: [open] },
  { engagement: "determination-requested", window: null, steps: [open, ask] },
  { engagement: "determined", window: null, steps: [open, ask, sign] },
  { engagement: "access-offered", window: "proposed", steps: [open, ask, offer] },
  { engagement: "access-offered", window: "agreed", steps: [open, offer, accept] },
  { engagement: "access-offered", window: "ended", steps: [open, offer, endWindow] },
  { engagement: "window-open", window: "open", steps: WINDOW, partner: "ready" },
  { engagement: "window-open", window: "paused", steps: [...WINDOW, pause], partner: "ready" },
  { engagement: "window-closed", window: "cleanup-due", steps: [...WINDOW, endWindow] },
  { engagement: "window-closed", window: "cleanup-attested", steps: [...WINDOW, endWindow, attest] },
  { engagement: "closed", window: "cleanup-due", steps: [...WINDOW, endWindow], last: close },
  { engagement: "withdrawn", window: "cleanup-due", steps: [...WINDOW, endWindow], last: withdraw },
];

/** Brings a partner as far as an active use of the model, or as far as it gets beside an open window. */
async function bringPartner({ world, houses, developer, hindrance, call, post }: Scene, model: Model): Promise<void> {
  const id = await sendPartnerTerms(world, developer, { engagement: model.id, partner: houses.partner });
  model.earlyAccessId = id;
  const { termsDigest } = await requireOk(call(houses.partner, "GET", `/partner/early-access/${id}`));
  await post({ ...houses.partner, steppedUp: true }, `/partner/early-access/${id}/acceptance`, { termsDigest, signatory: { name: "Pia", title: "Head of security" }, systems: [{ name: "Test range", basis: "owns", evidence: "Asset record 17" }], controlsAttested: true });
  await post(developer, `/early-access/${id}/provisioning`);
  await post(houses.partner, `/partner/early-access/${id}/proof`);
  // Refused beside an open window; how far the partner came is told of it later.
  const { status } = await call(developer, "POST", `/early-access/${id}/activation`);
  if (status === 200 && hindrance === "suspended partner") await post(developer, `/early-access/${id}/suspension`);
}

/** A model whose engagement has come this way. */
async function go(scene: Scene, way: Way, digest: string): Promise<Model> {
  const { developer, post, hindrance, agreementId } = scene;
  const model = await scene.draft(digest);
  if (agreementId) await post(developer, `/engagements/${model.id}/agreements`, { agreementIds: [agreementId] });
  for (const step of way.steps) await step(scene, model);
  if (hindrance !== "nothing") {
    await post(developer, `/engagements/${model.id}/incidents`, { kind: "egress", text: "Something got out.", halt: false });
    if (way.partner !== "none") await bringPartner(scene, model);
  }
  await way.last?.(scene, model);
  await scene.look();
  return model;
}

const ACTS = [
  { path: "releases", body: { audience: "partners" }, reason: "partner-release" },
  { path: "releases", body: { audience: "public" }, reason: "partner-release" },
  { path: "withdrawal", body: undefined, reason: "developer-withdrew" },
] as const;
type Act = (typeof ACTS)[number];

/** Whether the model is reached now: by each named evaluator, by the enclave, and by the partner. Null where there is none. */
async function tryAccess({ evaluators, houses, call, peer }: Scene, { id, requestId, earlyAccessId }: Model) {
  const use = async (as: Actor, path: string, body: object) => {
    const { status } = await call(as, "POST", `${path}/model/messages`, { ...body, messages: MESSAGES });
    return status === 200 ? "answered" : [403, 404, 409].includes(status) ? "refused" : `status ${status}`;
  };
  const files = await peer.received();
  return {
    evaluators: await Promise.all(evaluators.map((as) => use(as, `/evaluator/engagements/${id}`, { purpose: "safeguard-testing" }))),
    enclave: requestId === undefined ? null : files[`ended-${requestId}.json`] ? "told of the end" : files[`lease-${requestId}.json`] ? "has a lease" : "nothing",
    partner: earlyAccessId === undefined ? null : await use(houses.partner, `/partner/early-access/${earlyAccessId}`, { system: "Test range" }),
  };
}

/** Comes this way and acts there: what was before it, what it answered, and what was left at the next use and later. */
async function act(scene: Scene, way: Way, { path, body }: Act) {
  const model = await go(scene, way, String(ACTS.findIndex((one) => one.path === path && one.body === body) + 1).repeat(64));
  const engagement = await scene.show(`/engagements/${model.id}`);
  const before = await tryAccess(scene, model);
  scene.world.pass(MINUTE);
  const { status, json } = await scene.call(scene.developer, "POST", `/engagements/${model.id}/${path}`, body);
  // Before any worker has done anything, and before the enclave's side is looked at.
  const { enclave: _notLooked, ...next } = await tryAccess(scene, model);
  await scene.world.drain();
  await scene.look();
  return {
    cameTo: [engagement.state, engagement.windows[0]?.state ?? null],
    before,
    answer: {
      status, state: json.state, releases: json.releases,
      windows: json.windows.map(({ endReason, endedAt, evaluators }: AccessWindow) => ({ endReason, now: endedAt === scene.now(), grants: evaluators.filter(({ grant }) => grant?.revokedAt === null).length })),
    },
    next,
    later: await tryAccess(scene, model),
    determination: model.requestId === undefined ? null : (await scene.show(`/determinations/${model.requestId}`)).state,
    partner: model.earlyAccessId === undefined ? null : (await scene.show(`/early-access/${model.earlyAccessId}`)).state,
  };
}

/** What has to come of it. */
function promise({ hindrance, evaluators, now }: Scene, way: Way, { path, body, reason }: Act): Awaited<ReturnType<typeof act>> {
  const withdraws = path === "withdrawal";
  const asked = way.steps.includes(ask);
  const hasPartner = hindrance !== "nothing" && way.partner !== "none";
  const refused = evaluators.map(() => "refused");
  const live = way.window !== null && isWindowLive(way.window);
  const uses = hindrance === "active partner" && way.partner === undefined && way.engagement !== "withdrawn";
  const partner = (goesOn: boolean) => (!hasPartner ? null : uses && goesOn ? "answered" : "refused");
  const leased = asked && !["determined", "closed", "withdrawn"].includes(way.engagement);
  return {
    cameTo: [way.engagement, way.window],
    // The one who signed; who did not has no use of an open window.
    before: { evaluators: way.window === "open" ? ["answered", ...refused.slice(1)] : refused, enclave: asked ? (leased ? "has a lease" : "told of the end") : null, partner: partner(true) },
    answer: {
      status: 200, state: withdraws ? "withdrawn" : way.engagement === "window-open" ? "window-closed" : way.engagement,
      releases: body ? [{ audience: body.audience, declaredAt: now() }] : [],
      windows: way.window === null ? [] : [{ endReason: live ? reason : "developer-ended", now: live, grants: 0 }],
    },
    // A release takes nothing from partners: they are the developer's own.
    next: { evaluators: refused, partner: partner(!withdraws) },
    later: { evaluators: refused, enclave: asked ? "told of the end" : null, partner: partner(!withdraws) },
    determination: asked ? (way.steps.includes(sign) ? "signed" : "stopped") : null,
    partner: !hasPartner ? null : withdraws || way.engagement === "withdrawn" ? "ended" : (way.partner ?? hindrance.replace(" partner", "")),
  };
}

test("there is a way to every state of an engagement and of a window", () => {
  expect(new Set(WAYS.map(({ engagement }) => engagement))).toEqual(new Set(engagementState.options));
  expect(new Set(WAYS.flatMap(({ window }) => window ?? []))).toEqual(new Set(windowState.options));
});

const name = ({ engagement, window }: Way): string => (window === null ? engagement : `${engagement}, its window ${window}`);

describe.each([
  ["by itself", "nothing"],
  ["under an agreement that forbids it, with an incident open, an undertaking unsigned and a partner active", "active partner"],
  ["under an agreement that forbids it, with an incident open, an undertaking unsigned and a partner suspended", "suspended partner"],
] as const)("an engagement %s", (_what, hindrance) => {
  // Where no partner can be active none can be suspended either.
  const ways = WAYS.filter(({ partner }) => hindrance !== "suspended partner" || partner === undefined);
  test.each(ways.map((way) => [name(way), way] as const))("that is %s is released to partners, to everybody, and withdrawn from, and government's access is dead at the next use", async (_name, way) => {
    const scene = await openScene(hindrance);
    for (const one of ACTS) expect(await act(scene, way, one)).toEqual(promise(scene, way, one));
  }, 240_000);
});
