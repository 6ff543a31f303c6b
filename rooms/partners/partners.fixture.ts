// A developer, an officer and a partner around one model, through the real API.
import { createHash } from "node:crypto";
import { startModelEndpoint, type ModelEndpointOptions, type RunningModelEndpoint } from "#fakes/model-endpoint";
import { sql, type Actor } from "#rooms/platform";
import { expect, onTestFinished } from "vitest";
import { createWorld, type World } from "../../tests/setup/world.ts";

export const DAY = 86_400_000;
export const NOW = "2026-09-01T12:00:00.000Z";
export const at = (days: number): string => new Date(Date.parse(NOW) + days * DAY).toISOString();
export const TERMS = "Use for defence only. Report what you find.";
export const TERMS_DIGEST = createHash("sha256").update(TERMS).digest("hex");
export const CRITERIA = ["defends-critical-infrastructure", "owns-or-may-test-what-it-scans", "reports-what-it-finds", "guards-the-access", "has-no-conflict"];
export const NO_CONFLICT = { competitor: false, sameHouse: false, tie: null };
export const RANGE = { name: "Pump control test range", basis: "owns", evidence: "Asset record 17" };
export const SIGNATORY = { name: "Pia Brandt", title: "Head of security" };
export const MESSAGES = [{ role: "user", content: "Look at this parser." }];

export interface Scene {
  readonly world: World;
  readonly fake: RunningModelEndpoint;
  readonly ada: Actor;
  readonly sela: Actor;
  readonly pia: Actor;
  readonly engagementId: string;
  email(actor: Actor): Promise<string>;
  as(actor: Actor, method: string, path: string, body?: object): ReturnType<World["call"]>;
}

export async function scene(over: object = {}, behaviour: Partial<ModelEndpointOptions> = {}): Promise<Scene> {
  const world = await createWorld();
  const fake = await startModelEndpoint({ apiKey: "key-1", ...behaviour });
  onTestFinished(() => fake.close());
  const ada = await world.person({ organisation: "Kelp Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  const opened = await world.call("POST", "/engagements", {
    as: ada,
    body: {
      model: { name: "Cormorant", digest: "ab".repeat(32), endpoint: fake.url, endpointModel: "scripted-capable", credential: "key-1" }, signatory: { name: "Ada", title: "Release lead" },
      consentScope: ["government-access", "partner-selection"], partnerReleaseAt: at(20), publicReleaseAt: at(60), ...over,
    },
  });
  return {
    world, fake, ada, engagementId: opened.json.id,
    sela: await world.person({ organisation: "Exercise Office", kind: "government", name: "Sela", roles: ["partner-selection-officer"] }),
    pia: await world.person({ organisation: "Lighthouse Defence", kind: "partner", name: "Pia", roles: ["partner-security-lead"] }),
    email: async (actor) => (await world.services.db.find<{ email: string }>(sql`SELECT email FROM access.person WHERE id = ${actor.personId}`))?.email ?? "",
    as: (actor, method, path, body) => world.call(method, path, { as: actor, ...(body ? { body } : {}) }),
  };
}

export async function nominate(s: Scene, by: Actor = s.ada, partner: Actor = s.pia): Promise<string> {
  const nominated = await s.as(by, "POST", "/early-access", { engagementId: s.engagementId, partnerEmail: await s.email(partner), sector: "water", reason: "Defends water utilities" });
  expect(nominated.status).toBe(201);
  return nominated.json.id;
}

export const vet = (s: Scene, id: string, met = true) => s.as(s.sela, "POST", `/early-access/${id}/vetting`, { answers: CRITERIA.map((criterion) => ({ criterion, met })), conflict: NO_CONFLICT });

export async function select(s: Scene): Promise<string> {
  const id = await nominate(s);
  await vet(s, id);
  await s.as(s.sela, "POST", `/early-access/${id}/government-view`, { view: "concur" });
  expect((await s.as(s.ada, "POST", `/early-access/${id}/developer-decision`, { answer: "yes" })).json.state).toBe("selected");
  return id;
}

export const proven = (actor: Actor): Actor => ({ ...actor, steppedUp: true });
export const sign = (s: Scene, id: string, over: object = {}) =>
  s.as(proven(s.pia), "POST", `/partner/early-access/${id}/acceptance`, { termsDigest: TERMS_DIGEST, signatory: SIGNATORY, systems: [RANGE], controlsAttested: true, ...over });

/** Ready, under terms that end after so many days. */
export async function prepare(s: Scene, days = 40): Promise<string> {
  const id = await select(s);
  await s.as(s.ada, "POST", `/early-access/${id}/terms`, { text: TERMS, endsAt: at(days) });
  expect((await sign(s, id)).status).toBe(200);
  await s.as(s.ada, "POST", `/early-access/${id}/provisioning`);
  expect((await s.as(s.pia, "POST", `/partner/early-access/${id}/proof`)).json.state).toBe("ready");
  return id;
}

/** Offers a window to an evaluator, who accepts. */
export async function agreeOnWindow(s: Scene) {
  const eva = await s.world.person({ organisation: "Exercise Agency", kind: "government", name: "Eva", roles: ["agency-evaluator"] });
  const offered = await s.as(s.ada, "POST", `/engagements/${s.engagementId}/offer`, {
    purpose: "capability-evaluation", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, evaluators: [{ email: await s.email(eva) }],
  });
  if (offered.status === 200) await s.as(eva, "POST", `/evaluator/engagements/${s.engagementId}/acceptance`, { termsDigest: offered.json.windows[0].termsDigest, noConflict: true });
  return offered;
}

export async function openWindow(s: Scene) {
  await agreeOnWindow(s);
  return s.as(s.ada, "POST", `/engagements/${s.engagementId}/window`);
}

export const activate = (s: Scene, id: string) => s.as(s.ada, "POST", `/early-access/${id}/activation`);
export const askAs = (s: Scene, id: string, system = "Pump control test range") => s.as(s.pia, "POST", `/partner/early-access/${id}/model/messages`, { system, messages: MESSAGES });

