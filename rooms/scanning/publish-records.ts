import { DISCLOSURE_ROUTE_PREDICATE, EXCHANGE_PAGE, HELD_FIX_PREDICATE, IN_TOTO_PAYLOAD, OPT_OUT_PREDICATE, TARGET_WORK, type ExchangePage } from "#contracts/peer-records";
import { generateSigningKey, signStatement, type SigningKey } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { newId, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { canonicalRepository } from "./canonical-target.rules.ts";
import { insertFix, insertRoute, listFixRecords, listOptOutRecords, listRouteRecords, listToldFixes, withdrawFix } from "./exchange.store.ts";
import { hashTarget } from "./hash-target.ts";
import { requireMember } from "./keep-membership.ts";
import { ownSalt } from "./peer-opt-outs.ts";

interface Asked {
  readonly after: string | undefined;
}

/** The installation's key for what it tells other clearinghouses, and for nothing else. */
export function exchangeKey(services: Pick<Services, "keys">): SigningKey {
  return JSON.parse(services.keys.secret("exchange-key", () => JSON.stringify(generateSigningKey()))) as SigningKey;
}

/** For members who agreed to pull records: their list cannot be read, but can be guessed at (contracts/peer-records.ts). */
export async function publishOptOuts(services: Services, { actor, after }: Asked & { readonly actor: Actor }): Promise<ExchangePage> {
  await requireMember(services.db, actor.organisationId, "pulled-records");
  const rows = await listOptOutRecords(services.db, toPage(after));
  const work = { ...TARGET_WORK, salt: ownSalt(services) };
  return sign(services, rows, (row) => ({ subject: { name: "target", digest: { scrypt: row.exchange_digest } }, predicateType: OPT_OUT_PREDICATE, predicate: { recordedAt: row.at, work } }));
}

/** How projects want to be told; for everybody. */
export async function publishRoutes(services: Services, { after }: Asked): Promise<ExchangePage> {
  const rows = await listRouteRecords(services.db, toPage(after));
  return sign(services, rows, ({ target_digest: sha256, repository, route, address, at }) => ({ subject: { name: "target", digest: { sha256 } }, predicateType: DISCLOSURE_ROUTE_PREDICATE, predicate: { repository, route, address, validatedAt: at } }));
}

/** Which released fixes held against their evidence; for everybody, as none is told before its embargo ended. */
export async function publishFixes(services: Services, { after }: Asked): Promise<ExchangePage> {
  const rows = await listFixRecords(services.db, toPage(after));
  return sign(services, rows, ({ patch_digest: sha256, repository, fixed_version: fixedVersion, held_at: heldAt }) => ({ subject: { name: "patch", digest: { sha256 } }, predicateType: HELD_FIX_PREDICATE, predicate: { repository, fixedVersion, heldAt } }));
}

export interface DisclosureRoute {
  readonly repository: string;
  readonly route: "security-txt" | "security-md" | "security-insights" | "private-reporting" | "mail";
  readonly address: string;
}

/** Records a way that was tried and works; a later one of the same repository takes its place. For rooms above, too. */
export async function recordRoute(services: Services, tx: Transaction, { actor, repository, route, address }: DisclosureRoute & { readonly actor: Actor }): Promise<string> {
  const id = newId("dro");
  await insertRoute(tx, { id, repository: canonicalRepository(repository), targetDigest: hashTarget(services, { repository }).exchange, route, address, recordedBy: actor.personId, at: services.clock() });
  await appendEntry(services, tx, { kind: "scanning.route-recorded", subject: id, by: actor, data: { route } });
  return id;
}

export interface FixHeld {
  readonly repository: string;
  readonly patchDigest: string;
  readonly fixedVersion: string;
  readonly heldAt: Date;
}

/** For rooms above: a released patch whose embargo is over held against its evidence. Safe to call twice. */
export async function recordHeldFix(services: Services, tx: Transaction, { repository, ...fix }: FixHeld): Promise<void> {
  const house = tx.asSystem("what held is the house's word");
  const id = newId("fix");
  const isNew = await insertFix(house, { id, repository: canonicalRepository(repository), ...fix, at: services.clock() });
  if (isNew > 0) await appendEntry(services, tx, { kind: "scanning.fix-held", subject: id, by: SYSTEM_ACTOR, data: { patchDigest: fix.patchDigest } });
}

/** For rooms above: of these patches those that were never told of. */
export async function listUntoldFixes({ db }: Services, patchDigests: readonly string[]): Promise<readonly string[]> {
  const told = new Set(await listToldFixes(db, patchDigests));
  return patchDigests.filter((digest) => !told.has(digest));
}

/** For rooms above: a patch was recalled, and nobody should rely on it. */
export async function withdrawHeldFix(services: Services, tx: Transaction, patchDigest: string): Promise<void> {
  if ((await withdrawFix(tx.asSystem("what held is the house's word"), patchDigest, services.clock())) === 0) return;
  await appendEntry(services, tx, { kind: "scanning.fix-withdrawn", subject: patchDigest, by: SYSTEM_ACTOR, data: {} });
}

function toPage(after: string | undefined) {
  return { after: after ?? null, limit: EXCHANGE_PAGE };
}

interface Stated {
  readonly subject: { readonly name: string; readonly digest: Readonly<Record<string, string>> };
  readonly predicateType: string;
  readonly predicate: object;
}

function sign<Row extends { readonly id: string }>(services: Services, rows: readonly Row[], state: (row: Row) => Stated): ExchangePage {
  const { privateKeyPem } = exchangeKey(services);
  const records = rows.map((row): ExchangePage["records"][number] => {
    const { subject, ...rest } = state(row);
    const { signatures, payload } = signStatement({ payloadType: IN_TOTO_PAYLOAD, payload: { _type: "https://in-toto.io/Statement/v1", subject: [subject], ...rest } }, privateKeyPem);
    return { payloadType: IN_TOTO_PAYLOAD, payload, signatures: [...signatures] };
  });
  return { records, next: rows.length < EXCHANGE_PAGE ? null : (rows.at(-1)?.id ?? null) };
}
