import { startModelEndpoint, type ModelEndpointOptions } from "#fakes/model-endpoint";
import type { Actor } from "#rooms/platform";
import { onTestFinished } from "vitest";
import { mailOf, toEngagementBody } from "../../tests/api/records.ts";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";

export const DAY_MS = 86_400_000;
export const NOW = "2026-09-01T12:00:00.000Z";
export const CREDENTIAL = "k-3f9a77c1-very-secret-credential";

export interface WindowScene {
  readonly world: World;
  readonly lead: Actor;
  readonly security: Actor;
  readonly rival: Actor;
  readonly eva: Actor;
  readonly eli: Actor;
  readonly analyst: Actor;
  readonly id: string;
  post(as: Actor, path: string, body?: object): ReturnType<World["call"]>;
  get(as: Actor, path: string): ReturnType<World["call"]>;
  /** Moves the clock to so many days after the beginning. */
  toDay(days: number): void;
}

interface Setting {
  readonly endpoint?: Partial<ModelEndpointOptions>;
  /** Beside or in place of an address of the scripted endpoint. */
  readonly url?: string;
  readonly offer?: object;
  readonly model?: object;
  /** What is said of Eli's access alone. */
  readonly eli?: object;
}

/** A laboratory with an open window for two evaluators of one agency; the second has not accepted the terms yet. */
export async function openWindowScene({ endpoint, url, offer = {}, model: ofModel = {}, eli: ofEli = {} }: Setting = {}): Promise<WindowScene> {
  const world = await createWorld();
  const fake = url === undefined ? await startModelEndpoint({ apiKey: CREDENTIAL, ...endpoint }) : undefined;
  if (fake) onTestFinished(() => fake.close());
  const person = (organisation: string, kind: "developer" | "government" | "clearinghouse", name: string, roles: Parameters<World["person"]>[0]["roles"]) => world.person({ organisation, kind, name, roles });
  const lead = await person("Kelp Lab", "developer", "Ada", ["developer-release-lead"]);
  const security = await person("Kelp Lab", "developer", "Sam", ["developer-security-lead"]);
  const rival = await person("Rival Lab", "developer", "Rob", ["developer-release-lead", "developer-security-lead"]);
  const eva = { ...(await person("Agency", "government", "Eva", ["agency-evaluator"])), steppedUp: true };
  const eli = { ...(await person("Agency", "government", "Eli", ["agency-evaluator"])), steppedUp: true };
  const analyst = await person("Clearinghouse", "clearinghouse", "Ana", ["clearinghouse-analyst"]);
  const post = (as: Actor, path: string, body?: object) => world.call("POST", path, { as, body });
  const model = { ...toEngagementBody().model, name: "Cormorant", endpoint: `${url ?? fake?.url}/v1`, credential: CREDENTIAL, ...ofModel };
  const { id } = await requireOk(post(lead, "/engagements", { ...toEngagementBody(), model, partnerReleaseAt: null }));
  const evaluators = [{ email: await mailOf(world, eva) }, { email: await mailOf(world, eli), ...ofEli }];
  await requireOk(post(lead, `/engagements/${id}/offer`, { purpose: "capability-evaluation", variant: "safeguards-on", tools: ["bash"], logging: "calls-and-digests", retentionDays: 7, text: null, evaluators, ...offer }));
  const waiting = (await requireOk(world.call("GET", `/engagements/${id}`, { as: security }))).waitingOffers[0];
  if (waiting) await requireOk(post(security, `/engagements/${id}/offer/confirmation`, { offerId: waiting.id }));
  await accept(world, eva, id);
  await requireOk(post(lead, `/engagements/${id}/window`));
  return {
    world, lead, security, rival, eva, eli, analyst, id, post,
    get: (as, path) => world.call("GET", path, { as }),
    toDay: (days) => world.setTime(new Date(Date.parse(NOW) + days * DAY_MS)),
  };
}

export async function accept(world: World, evaluator: Actor, id: string): Promise<void> {
  const { termsDigest } = await requireOk(world.call("GET", `/evaluator/engagements/${id}`, { as: evaluator }));
  await requireOk(world.call("POST", `/evaluator/engagements/${id}/acceptance`, { as: evaluator, body: { termsDigest, noConflict: true } }));
}
