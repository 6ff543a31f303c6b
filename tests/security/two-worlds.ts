// Two whole worlds that differ in one secret, and what an onlooker can see of either: every reply, and behind it every
// statement to the database and every question to the policies.
import pg from "pg";
import { onTestFinished, vi } from "vitest";
import { gatekeeper } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { createApi, sql, type Actor, type Route, type Services } from "#rooms/platform";
import type { World } from "../setup/world.ts";

export interface Onlooker {
  readonly name: string;
  /** Nobody, when left out. */
  readonly actor?: Actor;
}

/** One world as onlookers meet it. */
export interface Stage {
  readonly world: World;
  readonly onlookers: readonly Onlooker[];
  readonly routes: readonly Route[];
  /** Identifiers that anybody might have come to know, by what they are; those of the secret are the same text in both worlds. */
  readonly ids: Readonly<Record<string, string>>;
}

export interface Request {
  readonly method: string;
  /** Identifiers stand in it as `{name}`. */
  readonly path: string;
  readonly body?: object;
}

/** All that is seen of one request, inside and out. */
export interface Seen {
  readonly asked: string;
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
  readonly statements: readonly string[];
  readonly decisions: readonly string[];
}

/** What stands in a path or a query and is no identifier of a record, one that there is and one that there is not. */
const PATH_PARTS: Readonly<Record<string, readonly string[]>> = {
  label: ["white"], list: ["catalogue", "grants"], key: ["plan"], need: ["recover"], sector: ["water"], sizeBand: ["under-10"], region: ["south"], publicBody: ["yes"], search: ["updates"],
  year: ["2026"], asOf: ["2026-08-02"],
  file: ["provider-metadata.json", "csaf-feed-tlp-white.json", "index.txt", "changes.csv", "bw-2026-0001.json", "bw-2026-0002.json", "BW-2026-0001.json", "BW-2026-0002.json"],
  level: ["0"], index: ["000", "000.p"], second: ["1"], third: ["1"], fourth: ["1"],
  state: ["submitted", "validated", "prioritised", "in_case", "rejected", "no-such-state"],
  scanner: ["nessus"], span: ["overdue"], environment: ["cloud"], exposed: ["yes"], tier: ["14-days"], gone: ["yes"], cveId: ["CVE-2026-10001"],
  revision: ["1", "2"], digest: ["0".repeat(64)], ecosystem: ["npm", "no-such-ecosystem"],
  collection: ["advisories", "no-such-collection"], added_after: ["2026-01-01T00:00:00.000Z"], limit: ["1"], next: ["x"],
  "match[id]": ["vulnerability--00000000-0000-4000-8000-000000000000"], "match[type]": ["vulnerability", "report"], "match[version]": ["all"], "match[spec_version]": ["2.1"],
};

/** Every GET route with every identifier that it could be asked about, each query also left out; so is every route to come. The secret's identifiers are those whose names begin with `hidden-`. */
export function listRequests({ routes, ids }: Pick<Stage, "routes" | "ids">): readonly Request[] {
  const valuesOf = (name: string) => PATH_PARTS[name] ?? Object.keys(ids).map((id) => `{${id}}`);
  return routes.filter(({ method }) => method === "get").flatMap((route) => {
    const paths = [...route.path.matchAll(/\{(\w+)\}/g)].reduce<readonly string[]>((filled, [part, name = ""]) => filled.flatMap((path) => valuesOf(name).map((value) => path.replace(part, value))), [route.path.replaceAll(/\{(\w+)\}/g, "{$1}")]);
    const queries = Object.keys((route.query as { readonly shape?: object } | undefined)?.shape ?? {}).flatMap((name) => valuesOf(name).map((value) => `?${name}=${value}`));
    // Of two at once, every pair is asked but those whose path names neither the secret's nor a record that anybody here may
    // see. There nothing can differ by the query, since nobody reads it: the record in the path is required before (see
    // `answer` in rooms/platform/http.ts), and the refusal is the one that the path alone brings, which is asked too. Where a
    // route requires no record of its path, every pair is asked.
    const together = (path: string, query: string) => route.resource === undefined || !path.includes("{") || !query.includes("{") || path.includes("{own-") || (path + query).includes("{hidden-");
    return paths.flatMap((path) => ["", ...queries.filter((query) => together(path, query))].map((query) => ({ method: "GET", path: path + query })));
  });
}

/** What one onlooker sees of all these requests, one after another, with all taken out that is random by nature. */
export async function watch(stage: Stage, onlooker: Onlooker, requests: readonly Request[]): Promise<readonly Seen[]> {
  const { world, ids } = stage;
  const api = apiOf(stage, world.services);
  const headers = await headersOf(world, onlooker);
  const judged = vi.spyOn(gatekeeper, "judge");
  const queried = vi.spyOn(pg.Client.prototype, "query");
  const restore = () => [judged, queried].forEach((spy) => spy.mockRestore());
  onTestFinished(restore);
  const seen: Seen[] = [];
  for (const { method, path, body } of requests) {
    judged.mockClear();
    queried.mockClear();
    const asked = fill(path, ids);
    const reply = await api.request(`/api${asked}`, { method, headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) }, ...(body ? { body: fill(JSON.stringify(body), ids) } : {}) });
    const bytes = Buffer.from(await reply.arrayBuffer());
    // Bytes of the ledger's tree are its hashes, one after another.
    const text = reply.headers.get("content-type") === "application/octet-stream" ? toHashes(bytes) : bytes.toString("utf8");
    const inert = createMask(ids);
    seen.push({
      asked: `${method} ${path}`, status: reply.status, headers: [...reply.headers].map(([name, value]) => [name, inert(value)] as const), text: inert(text),
      statements: queried.mock.calls.flatMap(([statement, values], at) => (isOfTheRequest(statement, queried.mock.contexts[at]) ? [inert(JSON.stringify([statement, values], bytesAsHex))] : [])),
      decisions: judged.mock.calls.map(([, permission, { type }, read], at) => inert(JSON.stringify([permission, type, read, (judged.mock.results[at]?.value as { code?: string } | undefined)?.code]))),
    });
  }
  restore();
  return seen;
}

function toHashes(bytes: Buffer): string {
  return (bytes.toString("hex").match(/.{1,64}/g) ?? []).join(" ");
}

function bytesAsHex(_key: string, value: unknown): unknown {
  const { type, data } = (value ?? {}) as { readonly type?: unknown; readonly data?: readonly number[] };
  // A tile of the ledger's tree is its hashes, one after another.
  return type === "Buffer" && data ? (data.length % 32 === 0 ? toHashes(Buffer.from(data)) : Buffer.from(data).toString("hex")) : value;
}

/** Not the job queue's own rounds; and for whom a pooled connection was last set is its history and no answer to this request. */
export function isOfTheRequest(statement: unknown, client: unknown): boolean {
  const { connectionParameters } = client as { readonly connectionParameters?: { readonly application_name?: string } };
  return connectionParameters?.application_name === "breakwater" && !String(statement).startsWith("SET breakwater.person");
}

/** Asks until refused, with narrow limits: at which request, and with what answer. `busy` has asked before, elsewhere in the house. */
export async function exhaust(stage: Stage, onlooker: Onlooker, busy: readonly Actor[]): Promise<readonly string[]> {
  const { services } = stage.world;
  const api = apiOf(stage, { ...services, configuration: { ...services.configuration, rateFactor: 0.01 } });
  for (const actor of busy) for (let times = 0; times < 4; times += 1) await api.request("/api/inbox", { headers: await headersOf(stage.world, { name: "busy", actor }) });
  const headers = await headersOf(stage.world, onlooker);
  const answers: string[] = [];
  for (let times = 0; times < 20; times += 1) {
    const reply = await api.request("/api/installation", { headers });
    answers.push(JSON.stringify([reply.status, [...reply.headers], reply.status === 200 ? "" : await reply.text()]));
  }
  return answers;
}

/** Where one onlooker's views of the two worlds part, request by request: nothing when the worlds cannot be told from each other. */
export function compare(left: readonly Seen[], right: readonly Seen[]): readonly Parting[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, place) => [left[place], right[place]] as const).flatMap(([one, other]) => {
    const parts = (["status", "headers", "text", "statements", "decisions"] as const).filter((part) => JSON.stringify(one?.[part]) !== JSON.stringify(other?.[part]));
    return parts.length === 0 ? [] : [{ asked: one?.asked ?? other?.asked ?? "", parts, example: parts.map((part) => firstDifference(JSON.stringify(one?.[part]), JSON.stringify(other?.[part]))) }];
  });
}

export interface Parting {
  readonly asked: string;
  readonly parts: readonly (keyof Seen)[];
  /** Where each part differs first, from both worlds. */
  readonly example: readonly string[];
}

/**
 * Lets the same people come in as often in one world as in the other: whether somebody was at work is for their own house
 * to see, and is not what the secret is about.
 */
export async function levelSessions(busy: World, idle: World, people: readonly (readonly [Actor, Actor])[]): Promise<void> {
  const count = async ({ services }: World, { personId }: Actor) => (await services.db.query(sql`SELECT 1 FROM access.session WHERE person_id = ${personId}`)).length;
  for (const [there, here] of people) for (let have = await count(idle, here); have < (await count(busy, there)); have += 1) await idle.token(here);
}

/** Fills the ledger up to a size with acts that nobody here may see: how much happens in the whole house is public and is no secret. */
export async function fillLedger({ services, ledgerKinds }: World, size: number): Promise<void> {
  const by = { personId: "per_of_somewhere_else", organisationId: "org_of_somewhere_else" };
  for (let have = (await ledgerKinds()).length; have < size; have += 1) {
    await services.db.inTransaction((tx) => appendEntry(services, tx, { kind: "access.session-opened", subject: "per_of_somewhere_else", by, data: {} }));
  }
}

function apiOf({ routes }: Stage, services: Services) {
  return createApi({ services, routes, gatekeeper, title: "two worlds" });
}

async function headersOf(world: World, { actor }: Onlooker): Promise<Record<string, string>> {
  return actor ? { authorization: `Bearer ${await world.token(actor)}` } : {};
}

function fill(text: string, ids: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{([\w-]+)\}/g, (part, name: string) => ids[name] ?? part);
}

/*
 * Random by nature, and so replaced by what it is and where it stands first in what one request shows (equal values stay
 * equal, each kind keeps its length):
 *   ids        an identifier of 100 random bits, such as eng_7k2…; those that were asked about by their names
 *   mail       the six random digits in an address that the test world gives to a person
 *   port       the free one at which the test's stand-in for a model listens
 *   keys       a public key in PEM
 *   key hash   the hash of a ledger's key, in the key's own text
 *   hashes     12 bytes and more in hex: keyed hashes, the mark of an export's copy, commitments, hashes of the ledger's tree
 *   secrets    30 bytes and more in base64: tokens, signatures, sealed texts
 */
const RANDOM: readonly (readonly [what: string, pattern: string])[] = [
  ["key", "-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----"],
  ["id", "\\b[a-z]{2,6}_[0-9a-hjkmnp-tv-z]{20}\\b"],
  ["mail", "-[0-9a-f]{6}(?=@exercise\\.example)"],
  ["port", "(?<=http://127\\.0\\.0\\.1:)\\d{4,5}\\b"],
  ["key-hash", "(?<=\\+)[0-9a-f]{8}(?=\\+)"],
  ["hash", "\\b[0-9a-f]{24,128}\\b"],
  ["secret", "(?=[A-Za-z0-9+/_-]*[A-Z])(?=[A-Za-z0-9+/_-]*[a-z])(?=[A-Za-z0-9+/_-]*[0-9])[A-Za-z0-9+/_-]{40,}={0,2}"],
];
const ANY = new RegExp(RANDOM.map(([, pattern], place) => `(?<r${place}>${pattern})`).join("|"), "g");

function createMask(ids: Readonly<Record<string, string>>): (text: string) => string {
  const numbers = new Map<string, number>();
  const names = new Map(Object.entries(ids).map(([name, id]) => [id, `{${name}}`]));
  return (text) => text.replaceAll(ANY, (found, ...rest) => {
    const name = names.get(found);
    if (name !== undefined) return name;
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    const [what] = RANDOM[Number(Object.keys(groups).find((group) => groups[group] !== undefined)?.slice(1))] ?? [""];
    if (!numbers.has(found)) numbers.set(found, numbers.size);
    return `<${what} ${found.length} #${numbers.get(found)}>`;
  });
}

function firstDifference(a = "nothing", b = "nothing"): string {
  let at = 0;
  while (a[at] === b[at]) at += 1;
  const around = (text: string) => text.slice(Math.max(0, at - 60), at + 120);
  return `${around(a)} | ${around(b)}`;
}
