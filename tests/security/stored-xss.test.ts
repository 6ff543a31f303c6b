import { createHash } from "node:crypto";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Browser } from "playwright-core";
import { z } from "zod";
import { listen, serveWeb, type Actor, type RouteDefinition } from "#rooms/platform";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { buildWeb } from "../../apps/supervisor/build-web.ts";
import { createLowSideApi, LOW_SIDE_ROUTES } from "../../apps/server/low-side.ts";
import { MATRIX } from "../api/matrix.ts";
import { makeRecords, mailOf, openHouses, openOfferedWindow, sendPartnerTerms } from "../api/records.ts";
import { nameOfRoute } from "../api/sides.ts";
import { launchBrowser } from "../e2e/browser.ts";
import { goThroughPages } from "../e2e/every-page.ts";
import { bringFinding, gaugeBundle, GOOD_PATCH, linkFrom, REPOSITORY, requireOk, submitBundle } from "../setup/clearinghouse.ts";
import { createWorld } from "../setup/world.ts";
import { findHarm, openAs, packCorpus } from "./stored-xss.ts";
import { SHORTEST, XSS_CORPUS } from "./xss-corpus.ts";

/*
 * The whole corpus goes into every free text that the API takes, as the person who may send it, and is then looked at in
 * a browser on every page that those people reach. Which fields are free text is read from the routes' own schemas, so a
 * new field is in it from the start.
 */

type Schema = Readonly<Record<string, unknown>>;
const list = (value: unknown) => (value ?? []) as readonly Schema[];

/** A schema that takes what somebody types: a text without form, or of a form that takes markup. */
function isFreeText(schema: Schema): boolean {
  const patterns = [schema, ...list(schema["allOf"])].flatMap(({ pattern }) => (typeof pattern === "string" ? [pattern] : []));
  return schema["type"] === "string" && schema["format"] === undefined && schema["enum"] === undefined && schema["const"] === undefined && patterns.every((pattern) => new RegExp(pattern).test(SHORTEST)) && lengthOf(schema) >= SHORTEST.length;
}

function lengthOf(schema: Schema): number {
  return Math.min(4000, ...[schema, ...list(schema["allOf"])].map(({ maxLength }) => (typeof maxLength === "number" ? maxLength : 4000)));
}

/** Bodies that fit the schema, one for each of its variants, with `text` called for every free text. */
function* makeBodies(schema: Schema, text: (length: number, path: string) => string, known: Readonly<Record<string, unknown>>, path = "", defs = (schema["$defs"] ?? {}) as Record<string, Schema>): Generator {
  const name = path.split(".").at(-1) ?? "";
  if (typeof schema["$ref"] === "string") return yield* makeBodies(defs[schema["$ref"].replace("#/$defs/", "")] ?? {}, text, known, path, defs);
  const variants = [...list(schema["anyOf"]), ...list(schema["oneOf"])].filter(({ type }) => type !== "null");
  if (variants.length > 0) for (const variant of variants) yield* makeBodies(variant, text, known, path, defs);
  else if (name in known) yield known[name];
  else if (isFreeText(schema)) yield text(lengthOf(schema), path);
  else if (schema["type"] === "object") {
    let bodies: Record<string, unknown>[] = [{}];
    for (const [key, inner] of Object.entries((schema["properties"] ?? {}) as Record<string, Schema>)) {
      const values = [...makeBodies(inner, text, known, path === "" ? key : `${path}.${key}`, defs)];
      bodies = bodies.flatMap((body) => (values.length === 0 ? [body] : values.slice(0, 4).map((value) => ({ ...body, [key]: value })))).slice(0, 8);
    }
    yield* bodies;
  } else if (schema["type"] === "array" && Array.isArray((schema["items"] as Schema | undefined)?.["enum"])) yield (schema["items"] as Schema)["enum"];
  else if (schema["type"] === "array") yield [...makeBodies((schema["items"] ?? {}) as Schema, text, known, path, defs)].slice(0, 1);
  else if (Array.isArray(schema["enum"])) yield schema["enum"][0];
  else if ("const" in schema) yield schema["const"];
  else if (schema["type"] === "boolean") yield true;
  else if (schema["type"] === "integer" || schema["type"] === "number") yield typeof schema["minimum"] === "number" ? schema["minimum"] : 1;
  else if (schema["format"] === "date-time") yield "2026-12-01T00:00:00Z";
  else if (schema["format"] === "email") yield "reporter@exercise.example";
  else if (schema["format"] === "uri") yield "https://harbour.example/page";
  else if (schema["type"] === "string") yield "a".repeat(64);
}

async function scene() {
  const world = await createWorld();
  const houses = await openHouses(world, "Harbour");
  const person = (organisation: string, kind: "clearinghouse" | "government" | "platform" | "oversight" | "partner", roles: readonly string[]) => world.person({ organisation, kind, name: roles[0] ?? "x", roles: roles as never });
  const people: Record<string, Actor> = {
    ...houses,
    evaluator: { ...houses.evaluator, steppedUp: true },
    officer: { ...(await person("Selection", "government", ["partner-selection-officer"])), steppedUp: true },
    partner: { ...(await person("Harbour Locks", "partner", ["partner-security-lead"])), steppedUp: true },
    analyst: await person("Clearinghouse", "clearinghouse", ["clearinghouse-analyst"]),
    validator: await person("Validation House", "clearinghouse", ["validator"]),
    director: await person("Treasury", "government", ["clearinghouse-director"]),
    helper: await person("Directives", "government", ["directive-officer"]),
    administrator: await person("Ops", "platform", ["administrator"]),
    overseer: await person("Oversight", "oversight", ["oversight"]),
  };
  const records = await makeRecords(world, houses);
  const asAnalyst = { finder: houses.finder, validator: people["validator"]!, analyst: people["analyst"]!, otherFinder: houses.developer };
  await requireOk(world.call("POST", "/projects", { as: asAnalyst.analyst, body: { vendor: SHORTEST, product: "Tide Gauge", repository: `${REPOSITORY}.git`, purl: "pkg:generic/tide-gauge", contactEmail: "maintainer@tide.example", openAtOnce: 4 } }));
  await requireOk(world.call("POST", `/assistance/queue/${records.helpRequest}/volunteer`, { as: people["helper"]!, body: { words: "We would." } }));
  const finding = await bringFinding(world, asAnalyst, { shows: "level", title: XSS_CORPUS[0]!, finder: SHORTEST });
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${finding}`, { as: asAnalyst.analyst })).json;
  const token = await linkFrom(world, "maintainer@tide.example");
  const post = (as: Actor, path: string, body: object) => requireOk(world.call("POST", path, { as, body }));
  const partnership = await sendPartnerTerms(world, houses.developer, { engagement: records.engagement, partner: people["partner"]! });
  const { termsDigest } = await requireOk(world.call("GET", `/partner/early-access/${partnership}`, { as: people["partner"]! }));
  const { criteria } = await requireOk(world.call("GET", "/partners/criteria"));
  await openOfferedWindow(world, houses, records.engagement);
  // What an answer, a note or a consent is on.
  const { questions: [question] } = await post(houses.evaluator, `/evaluator/engagements/${records.engagement}/questions`, { purpose: "safeguard-testing", text: SHORTEST });
  await post(houses.evaluator, `/evaluator/engagements/${records.engagement}/briefs`, { classes: [{ softwareClass: "browsers", defences: SHORTEST }], text: SHORTEST });
  await post(houses.evaluator, `/evaluator/engagements/${records.engagement}/incidents`, { kind: "egress", text: SHORTEST, halt: false });
  const { incidents: [incident] } = await requireOk(world.call("GET", `/engagements/${records.engagement}/incidents`, { as: houses.developer }));
  await post(houses.finder, "/partners/complaints", { about: "criteria", text: SHORTEST, email: "reporter@exercise.example" });
  const { complaints: [complaint] } = await requireOk(world.call("GET", "/selection/complaints", { as: people["officer"]! }));
  return {
    world, people,
    records: { ...records, finding, case: caseId as string, partnership, question: question.id as string, incident: incident.id as string, complaint: complaint.id as string },
    token,
    termsDigest: termsDigest as string,
    answers: (criteria as readonly { criterion: string }[]).map(({ criterion }) => ({ criterion, met: true })),
    officerEmail: await mailOf(world, people["officer"]!),
  };
}
type Scene = Awaited<ReturnType<typeof scene>>;

/** The record that a path speaks of. */
function fillPath({ records }: Scene, path: string, actor: Actor | undefined): string {
  if (path.startsWith("/organisations/") && actor) return path.replace("{id}", actor.organisationId);
  const [, kind] = KINDS.find(([pattern]) => pattern.test(path)) ?? [];
  return path.replaceAll("{id}", kind ? records[kind] : "none_00000000000000000000").replace("{paragraph}", "2(d)");
}

/** What the identifier in a path is of, by how the path begins. */
const KINDS: readonly (readonly [RegExp, keyof Scene["records"]])[] = [
  [/^\/(evaluator\/)?engagements\//, "engagement"], [/^\/agreements\//, "agreement"], [/^\/invitations\//, "invitation"], [/^\/undertakings\//, "undertaking"], [/^\/determinations\//, "determination"],
  [/^\/partner\/early-access\//, "partnership"], [/^\/early-access\//, "earlyAccess"], [/^\/selection\/complaints\//, "complaint"], [/^\/claims\//, "claim"], [/^\/findings\//, "finding"], [/^\/cases\//, "case"],
  [/^\/assistance\/queue\//, "helpRequest"], [/^\/assistance\/scan-queue\//, "scan"],
];

interface Sent {
  /** `POST /claims authorisation.evidence`: each free text that there is. */
  readonly fields: readonly string[];
  /** Routes that took some of it. */
  readonly taken: readonly string[];
  readonly faults: readonly string[];
}

/** What a field must hold that is no free text and has a form of its own. */
function knownFields({ records, token, people, termsDigest, answers, officerEmail }: Scene, partnerEmail: string, { route, round }: { readonly route: string; readonly round: number }): Readonly<Record<string, unknown>> {
  return {
    token, partnerEmail, questionId: records.question, incidentId: records.incident, agreementIds: [records.agreement], halt: false, termsDigest, answers, purpose: "safeguard-testing", earlyAccessId: records.earlyAccess, organisationId: undefined, engagementId: records.engagement, caseId: records.case, findingId: records.finding, carrier: "token", weakness: "CWE-787", diff: GOOD_PATCH, cve: undefined, vector: undefined, assets: ["ast_00000000000000000000"],
    personId: people["validator"]?.personId, purl: "pkg:generic/other", digest: createHash("sha256").update(`${route} ${round}`).digest("hex"), roles: ["finder"],
    consentScope: ["determination", "government-access", "partner-selection"], 
    ...(route === "POST /agreements" ? { scopes: ["safeguard-testing"], until: "2027-01-01T00:00:00Z", email: officerEmail } : { scopes: ["findings:submit"] }),
    // A claim and a wish to be left alone name one target, by its product here.
    repository: route === "POST /projects" ? `${REPOSITORY}/other.git` : undefined,
  };
}

/** Who sends what several may, but only one of them on this record. */
const SENDERS: Readonly<Record<string, string>> = { "POST /assistance/queue/{id}/answer": "helper", "POST /patches": "analyst" };

/** Sends the corpus into every free text of every route that changes something. */
async function sendCorpus(stage: Scene): Promise<Sent> {
  const { world, people } = stage;
  const sent = { fields: new Set<string>(), taken: new Set<string>(), faults: [] as string[] };
  const headers = new Map<string, Record<string, string>>();
  for (const [name, actor] of Object.entries(people)) headers.set(name, { authorization: `Bearer ${await world.token(actor)}` });
  const partnerEmail = await mailOf(world, people["partner"]!);
  // What ends something comes last: there would be nothing to write to.
  const ends = ({ path }: RouteDefinition) => Number(/\/(releases|stop|end|close|cleanup)$/.test(path));
  for (const route of (LOW_SIDE_ROUTES as unknown as readonly RouteDefinition[]).toSorted((a, b) => ends(a) - ends(b))) {
    if (!route.body) continue;
    const name = nameOfRoute(route);
    const schema = z.toJSONSchema(route.body, { io: "input", unrepresentable: "any" }) as Schema;
    const lengths = new Map<string, number>();
    const samples: unknown[] = [];
    for (const sample of makeBodies(schema, (length, path) => (lengths.set(path, length), SHORTEST), knownFields(stage, partnerEmail, { route: name, round: 0 }))) samples.push(sample);
    for (const path of lengths.keys()) sent.fields.add(`${name} ${path}`);
    const rounds = samples.length === 0 ? 0 : Math.max(0, ...[...lengths.values()].map((length) => packCorpus(length).length));
    const sender = SENDERS[name] ?? Object.entries(people).find(([, actor]) => route.permission === "signed-in" || actor.roles.some((role) => role in (MATRIX[route.permission] ?? {})))?.[0] ?? "";
    for (let round = 0; round < rounds; round += 1) {
      const known = knownFields(stage, partnerEmail, { route: name, round });
      for (const body of makeBodies(schema, (length) => packCorpus(length)[round % packCorpus(length).length] ?? SHORTEST, known)) {
        const reply = await world.call(route.method.toUpperCase(), fillPath(stage, route.path, people[sender]), { headers: { "content-type": "application/json", ...headers.get(sender) }, raw: new TextEncoder().encode(JSON.stringify(body)) });
        if (reply.status < 300) sent.taken.add(name);
        // The model is not there, and is said not to be.
        if (reply.status >= 500 && reply.json?.error?.code !== "model-did-not-answer") sent.faults.push(`${name}: ${reply.status}`);
      }
    }
  }
  return { fields: [...sent.fields], taken: [...sent.taken], faults: sent.faults };
}

/** Files bring text too: each payload as a product of its own, and as the title of a finding. */
async function uploadCorpus({ world, people }: Scene): Promise<void> {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const csv = `vendor,product,version\n${XSS_CORPUS.map((payload) => `${quote(payload)},${quote(payload)},1.0`).join("\n")}\n`;
  await requireOk(world.call("POST", "/operator/inventories?fileName=%3Csvg%20onload%3Dran%3D1%3E.csv", { as: people["operator"]!, raw: new TextEncoder().encode(csv) }));
  for (const title of XSS_CORPUS.filter((payload) => payload.length <= 120).slice(0, 5)) await submitBundle(world, people["finder"]!, await gaugeBundle({ title, finder: title, shows: "nothing" }));
}

describe("a text that tries to be more", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
    return () => browser.close();
  });

  test("is one of more than a hundred that each differ, and many of them do run where nothing stops them", async () => {
    expect(XSS_CORPUS.length).toBeGreaterThanOrEqual(100);
    expect(new Set(XSS_CORPUS).size).toBe(XSS_CORPUS.length);
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.route("**", (route) => route.abort());
    let ran = 0;
    for (const payload of XSS_CORPUS) {
      await page.setContent(`<main>${payload}</main>`, { waitUntil: "commit", timeout: 5000 }).catch(() => undefined);
      // Events of loading come right after; two turns of the page's own clock are enough for most of them.
      ran += await page.evaluate(() => new Promise<number>((resolve) => setTimeout(() => setTimeout(() => resolve("ran" in window || document.querySelector(".xss-mark") ? 1 : 0))))).catch(() => 1);
    }
    expect(ran).toBeGreaterThanOrEqual(25);
  });

  test("goes through every text field of the API and stays a text on every page that shows it", { timeout: 300_000 }, async () => {
    const stage = await scene();
    const { world, people } = stage;
    await uploadCorpus(stage);
    const { fields, taken, faults } = await sendCorpus(stage);
    expect(faults).toEqual([]);
    expect(fields.length).toBeGreaterThanOrEqual(40);
    expect(taken.length).toBeGreaterThanOrEqual(39);

    const app = createLowSideApi(world.services);
    serveWeb(app, await buildWeb(repositoryRoot), "index.html");
    const listener = await listen(app, { host: "127.0.0.1", port: 0 });
    onTestFinished(() => listener.close());
    const baseURL = `http://127.0.0.1:${listener.port}`;
    const harm: string[] = [];
    const shown: string[] = [];
    const seen = new Set<string>();
    for (const actor of Object.values(people)) {
      const page = await openAs(browser, { baseURL, token: await world.token(actor) }, harm);
      const goto = page.goto.bind(page);
      // A person's menu is there as soon as the page knows who they are, and its links are where to look.
      page.goto = async (...where) => {
        const reply = await goto(...where);
        await page.getByRole("button", { name: "Sign out" }).waitFor();
        return reply;
      };
      const dead = await goThroughPages(page, seen, async ({ path }) => {
        harm.push(...(await findHarm(page)).map((one) => `${path}: ${one}`));
        if ((await page.locator("main").innerText()).includes("onload=")) shown.push(path);
      });
      expect(dead).toEqual([]);
      await page.context().close();
    }
    const maintainer = await openAs(browser, { baseURL, token: "nobody" }, harm);
    await maintainer.goto(`/maintainer#${stage.token}`);
    await maintainer.getByText("onerror=").first().waitFor();
    harm.push(...(await findHarm(maintainer)).map((one) => `/maintainer: ${one}`));
    expect(harm).toEqual([]);
    // Nothing else can put markup there either, for whoever finds a way past React.
    await expect(maintainer.evaluate(() => (document.body.innerHTML = "<b class=xss-mark>x</b>"))).rejects.toThrow(/TrustedHTML/);
    await maintainer.context().close();

    // The check is of pages that do show it: as text, for several of the people.
    expect(shown.length).toBeGreaterThanOrEqual(5);
  });
});
