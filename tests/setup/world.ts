import { randomBytes } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, inject } from "vitest";
import pg from "pg";
import { addOrganisation, addPerson, findPersonCard, gatekeeper, sealRow } from "#rooms/access";
import { closeServices, composeServices, createApi, createLog, newSecret, readConfiguration, sql, type Actor, type Room, type Services } from "#rooms/platform";
import type { OrganisationKind, Role } from "#contracts/access";
import { LOW_SIDE_ROOMS } from "../../apps/server/low-side.ts";
import { ENCLAVE_TEMPLATE, TEMPLATE } from "./postgres.ts";

/** A whole real side of Breakwater on its own database, with a clock that the test moves. */
export interface World {
  readonly services: Services;
  /** Sets the present instant. */
  setTime(at: Date | string): void;
  /** Moves the clock on. */
  pass(milliseconds: number): void;
  /** Runs every job due at the world's present instant, and those they bring about. */
  drain(): Promise<number>;
  /** Makes an organisation with one person of these roles and returns who may act as that person. */
  person(input: { readonly organisation: string; readonly kind: OrganisationKind; readonly name: string; readonly roles: readonly Role[] }): Promise<Actor>;
  /** A session token of a person, for calls through the API. */
  token(actor: Actor): Promise<string>;
  /** Calls the real API as the given person (or nobody). */
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into a reply whose shape the contract's own parser has checked
  call(method: string, path: string, options?: { readonly as?: Actor; readonly body?: unknown; readonly raw?: Uint8Array; readonly headers?: Record<string, string> }): Promise<{ readonly status: number; readonly json: any; readonly text: string; readonly headers: Headers }>;
  /** The same with the answer as it comes, for one that is read in pieces. */
  request(path: string, init: RequestInit): Promise<Response>;
  /** What this side wrote into its log so far. */
  logLines(): readonly string[];
  /** Kinds of all ledger entries so far, in order. */
  ledgerKinds(): Promise<readonly string[]>;
  /** Ends this world, and keeps it as it is for others of its file to begin `from`. */
  keep(): Promise<KeptWorld>;
}

/** What a world is: its database, its keys and artefacts, and its present instant. */
export interface KeptWorld {
  readonly database: string;
  readonly directory: string;
  readonly now: Date;
}

export interface WorldOptions {
  readonly rooms?: readonly Room[];
  readonly side?: "low" | "enclave";
  readonly exercise?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Begins as a copy of this one, instead of empty; of the same rooms and side. */
  readonly from?: KeptWorld;
  /** How long the world is there: for the test that made it, by default, or for all tests of its file that leave it as it is. */
  readonly lasts?: "test" | "file";
}

const open = { test: [] as (() => Promise<void>)[], file: [] as (() => Promise<void>)[] };
afterEach(() => closeAll("test"));
afterAll(() => closeAll("file"));
async function closeAll(lasted: keyof typeof open): Promise<void> {
  for (const close of open[lasted].splice(0)) await close();
}

const SYSTEM: Actor = { personId: "system", organisationId: "system", roles: ["administrator"], sessionId: "system" };

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const rooms = options.rooms ?? LOW_SIDE_ROOMS;
  const { socket } = inject("postgres");
  const name = `t_${randomBytes(6).toString("hex")}`;
  const owner = (database: string) => `postgresql://breakwater_owner@/${database}?host=${encodeURIComponent(socket)}`;
  await maintain(owner("postgres"), `CREATE DATABASE ${name} TEMPLATE ${options.from?.database ?? (options.side === "enclave" ? ENCLAVE_TEMPLATE : TEMPLATE)}`);
  const directory = await mkdtemp(join(tmpdir(), "breakwater-world-"));
  if (options.from) await cp(options.from.directory, directory, { recursive: true });
  let now = options.from?.now ?? new Date("2026-09-01T12:00:00.000Z");
  const configuration = readConfiguration({ DATABASE_URL: owner(name), BREAKWATER_DATA: directory, BREAKWATER_EXERCISE: options.exercise === false ? "0" : "1", BREAKWATER_RATE_FACTOR: "0", ...options.environment });
  const failures: string[] = [];
  const log = createLog((line) => failures.push(line), () => now);
  const services = await composeServices({ configuration, rooms, clock: () => now, log });
  const api = createApi({ services, routes: rooms.flatMap((room) => room.routes ?? []), gatekeeper, title: "test" });
  let isKept = false;
  const remove = async () => {
    await maintain(owner("postgres"), `DROP DATABASE ${name} WITH (FORCE)`);
    await rm(directory, { recursive: true, force: true });
  };
  open[options.lasts ?? "test"].push(async () => {
    if (isKept) return;
    await closeServices(services);
    await remove();
  });
  const world: World = {
    services,
    setTime: (at) => (now = new Date(at)),
    pass: (milliseconds) => (now = new Date(now.getTime() + milliseconds)),
    drain: () => services.jobs.drain(services, now),
    person: async ({ organisation, kind, name: personName, roles }) => {
      const found = await services.db.find<{ id: string }>(sql`SELECT id FROM access.organisation WHERE name = ${organisation}`);
      const organisationId = found?.id ?? (await addOrganisation(services, { actor: SYSTEM, name: organisation, kind }));
      const email = `${personName}-${randomBytes(3).toString("hex")}@exercise.example`.toLowerCase().replace(/[^a-z0-9@.-]+/g, "-");
      const personId = await addPerson(services, { actor: SYSTEM, organisationId, name: personName, email, roles });
      const card = await findPersonCard(services.db, personId);
      return { personId, organisationId, roles: card?.roles ?? [], sessionId: `ses_${personId.slice(4)}` };
    },
    token: async (actor) => {
      const token = newSecret();
      // An actor who is stepped up in the test has just given a fresh proof at the API too.
      const sessionId = `ses_${randomBytes(10).toString("hex")}`;
      await services.db.execute(sql`INSERT INTO access.session (token_hash, id, person_id, created_at, expires_at, stepped_up_at)
        VALUES (${services.keys.keyedHash("session", token)}, ${sessionId}, ${actor.personId}, ${now}, ${new Date("2099-01-01")}, ${actor.steppedUp ? now : null})`);
      await sealRow(services, services.db, "session", sessionId);
      return token;
    },
    call: async (method, path, { as, body, raw, headers = {} } = {}) => {
      const response = await api.request(`/api${path}`, {
        method,
        headers: {
          ...(as ? { authorization: `Bearer ${await world.token(as)}` } : {}),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(raw ? { body: new Uint8Array(raw) } : body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch {
        json = undefined; // Not every reply is JSON.
      }
      if (response.status === 500) throw new Error(`${method} ${path} failed: ${failures.at(-1) ?? text}`);
      return { status: response.status, json, text, headers: response.headers };
    },
    request: async (path, init) => api.request(`/api${path}`, init),
    logLines: () => failures,
    ledgerKinds: async () => (await services.db.query<{ kind: string }>(sql`SELECT kind FROM audit.entry ORDER BY sequence`)).map((row) => row.kind),
    keep: async () => {
      await closeServices(services);
      isKept = true;
      open.file.push(remove);
      return { database: name, directory, now };
    },
  };
  return world;
}

async function maintain(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
