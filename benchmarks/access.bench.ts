import { setTimeout as pause } from "node:timers/promises";
import { addOrganisation, addPerson, findPersonCard, gatekeeper } from "#rooms/access";
import { createApi, type Actor, type Gatekeeper, type Services } from "#rooms/platform";
import { LOW_SIDE_ROUTES } from "../apps/server/low-side.ts";
import { gaugeBundle } from "../tests/setup/clearinghouse.ts";
import { toRow, type BenchRow, type Measure } from "./bench-row.ts";
import { openStage } from "./open-stage.ts";
import { measurePairs, type PairedTiming } from "./paired-timing.ts";

/*
 * What deciding who may costs a request, and whether a request that is refused tells by its time whether the record is
 * there. The real API on a real PostgreSQL in one process, pair by pair.
 */

const PAIRS = 1500;
const LEAK_MS = 1;
const AUTHORISATION_BUDGET_MS = 0.5;
/** Ours: twice that, for a look at who it is at all. */
const IDENTIFIED_BUDGET_MS = 1;
/** What somebody over a network can make out with some ten thousand requests is about a tenth of a millisecond. */
const SHIFT_BUDGET_MS = 0.1;
/** Below this a clock of this kind tells nothing apart. */
const RESOLUTION_MS = 0.001;

const SYSTEM: Actor = { personId: "system", organisationId: "system", roles: ["administrator"], sessionId: "system" };

type Ask = (path: string, method?: string, body?: Uint8Array) => Promise<Response>;

/** Calls one API as one person; the reply is read to its end, as a client does. */
function asker(app: ReturnType<typeof createApi>, token: string): Ask {
  return async (path, method = "GET", body) => {
    const reply = await app.request(`/api${path}`, { method, headers: { authorization: `Bearer ${token}` }, ...(body ? { body: new Uint8Array(body) } : {}) });
    await reply.clone().arrayBuffer();
    return reply;
  };
}

async function openHouse(services: Services, app: ReturnType<typeof createApi>, name: string): Promise<{ readonly ask: Ask; readonly token: string; readonly actor: Actor }> {
  const organisationId = await addOrganisation(services, { actor: SYSTEM, name, kind: "developer" });
  const personId = await addPerson(services, { actor: SYSTEM, organisationId, name, email: `${name.toLowerCase()}@exercise.example`, roles: ["developer-release-lead", "developer-security-lead"] });
  const card = await findPersonCard(services.db, personId);
  const reply = await app.request("/api/exercise/sign-in", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ personId, carrier: "token" }) });
  const { token } = (await reply.json()) as { token?: string };
  if (!token || !card) throw new Error(`Nobody of ${name} could sign in: ${reply.status}`);
  return { ask: asker(app, token), token, actor: { personId, organisationId, roles: card.roles, sessionId: "bench" } };
}

/** The same routes where nobody is asked what they may do; with `actor`, nor who they are. */
function unguarded(services: Services, actor?: Actor): ReturnType<typeof createApi> {
  const open: Gatekeeper = { ...gatekeeper, ...(actor ? { identify: async () => ({ actor }) } : {}), admit: () => undefined, judge: () => undefined };
  const routes = LOW_SIDE_ROUTES.map((route) => {
    const { resource: _resource, ...rest } = route;
    return rest;
  });
  return createApi({ services, routes, gatekeeper: open, title: "bench" });
}

export const measure: Measure = async (tell) => {
  const { services, close } = await openStage({ durable: false, maxConnections: 40 });
  try {
    const app = createApi({ services, routes: LOW_SIDE_ROUTES, gatekeeper, title: "bench" });
    const ours = await openHouse(services, app, "Ours");
    const theirs = await openHouse(services, app, "Theirs");
    const submit = async (house: typeof ours, title: string) => ((await (await house.ask("/findings", "POST", await gaugeBundle({ title }))).json()) as { findingId: string }).findingId;
    const own = await submit(ours, "Ours");
    const foreign = await submit(theirs, "Theirs");
    const absent = foreign.replace(/_.*/, "_00000000000000000000");
    tell("the same request with and without its authorisation, pair by pair");
    const cost = await costOfAuthorisation({ services, ask: ours.ask, token: ours.token, actor: ours.actor, path: `/findings/${own}` });
    tell("a record that is not there and one that is not theirs, pair by pair");
    return [...cost, ...(await absentAgainstForbidden({ ask: ours.ask, absent: `/findings/${absent}`, forbidden: `/findings/${foreign}` }))];
  } finally {
    await close();
  }
};

interface Request {
  readonly services: Services;
  readonly ask: Ask;
  readonly token: string;
  readonly actor: Actor;
  readonly path: string;
}

async function costOfAuthorisation({ services, ask, token, actor, path }: Request): Promise<readonly BenchRow[]> {
  const known = asker(unguarded(services), token);
  const free = asker(unguarded(services, actor), token);
  for (const one of [ask, known, free]) await requireStatus(one, path, 200);
  const cost = async (figure: string, without: Ask, { budgetMs, note }: { readonly budgetMs: number; readonly note: string }) => {
    const { shiftMs, leftMs, rightMs } = await measurePairs({ pairs: PAIRS, left: () => without(path), right: () => ask(path), random: Math.random });
    return toRow({
      bench: "access", figure, better: "smaller", value: Math.max(shiftMs, RESOLUTION_MS), unit: "ms", against: "budget", againstValue: budgetMs, goal: 1, n: PAIRS,
      note: `GET /findings/{id}: ${note}; ${leftMs.toFixed(2)} ms without, ${rightMs.toFixed(2)} ms with them`,
    });
  };
  return [
    await cost("authorisation adds to a request, p50", known, { budgetMs: AUTHORISATION_BUDGET_MS, note: "admission, the record's facts, the policies" }),
    await cost("identification and authorisation add, p50", free, { budgetMs: IDENTIFIED_BUDGET_MS, note: "the same and the session" }),
  ];
}

async function absentAgainstForbidden(input: { readonly ask: Ask; readonly absent: string; readonly forbidden: string }): Promise<readonly BenchRow[]> {
  const { ask, absent, forbidden } = input;
  for (const path of [absent, forbidden]) await requireStatus(ask, path, 404);
  const told = await measurePairs({ pairs: PAIRS, left: () => ask(absent), right: () => ask(forbidden), random: Math.random });
  const planted = await measurePairs({ pairs: PAIRS / 5, left: () => ask(absent), right: () => pause(LEAK_MS).then(() => ask(forbidden)), random: Math.random });
  const words = ({ p, leftMs, rightMs }: PairedTiming) => `absent ${leftMs.toFixed(2)} ms, forbidden ${rightMs.toFixed(2)} ms; signed-rank p = ${p.toPrecision(2)}`;
  return [
    toRow({ bench: "access", figure: "forbidden differs in time from absent by", better: "smaller", value: Math.max(Math.abs(told.shiftMs), RESOLUTION_MS), unit: "ms", against: "budget", againstValue: SHIFT_BUDGET_MS, goal: 1, n: told.pairs, note: words(told) }),
    toRow({ bench: "access", figure: "a planted leak is measured as", better: "larger", value: planted.p < 1e-6 ? Math.max(planted.shiftMs, RESOLUTION_MS) : RESOLUTION_MS, unit: "ms", against: "the leak that was planted", againstValue: LEAK_MS, goal: 0.8, n: planted.pairs, note: words(planted) }),
  ];
}

async function requireStatus(ask: Ask, path: string, status: number): Promise<void> {
  const reply = await ask(path);
  if (reply.status !== status) throw new Error(`GET ${path} was answered ${reply.status} instead of ${status}: nothing to measure`);
}
