import { z } from "zod";
import { disclosureRouteStatement, exchangePage, heldFixStatement, IN_TOTO_PAYLOAD, optOutStatement } from "#contracts/peer-records";
import { computeKeyId, LedgerRefusal, verifyStatement } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { escapeControls, newId, notFound, OutboundError, SYSTEM_ACTOR, type Actor, type Job, type Services, type Transaction } from "#rooms/platform";
import { canonicalRepository } from "./canonical-target.rules.ts";
import { countPeerRecords, endPeer as markEnded, findPeer, insertPeer, listPeers as listRows, replacePeerFixes, replacePeerOptOuts, replacePeerRoutes, updatePulled, type PeerFix, type PeerRoute, type PeerRow } from "./exchange.store.ts";
import { exchangeDigest } from "./hash-target.ts";
import { ScanningRefusal } from "./scanning.errors.ts";

const MOST_PAGES = 200;
const MAX_PAGE_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 20_000;

export interface AddPeer {
  readonly actor: Actor;
  readonly name: string;
  readonly url: string;
  readonly publicKeyPem: string;
  readonly token: string | null;
}

/** Names another clearinghouse whose opt-outs are honoured here and whose routes and fixes are shown, with the one key that its records are believed by. */
export async function addPeer(services: Services, { actor, name, url, publicKeyPem, token }: AddPeer): Promise<void> {
  const keyId = requireKey(publicKeyPem);
  await services.db.inTransaction(async (tx) => {
    const id = newId("peer");
    await insertPeer(tx, { id, name, url: url.replace(/\/+$/, ""), publicKey: publicKeyPem, sealedToken: token === null ? null : services.keys.seal("peer", id, token), addedBy: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "scanning.peer-added", subject: id, by: actor, data: { keyId } });
    await services.jobs.enqueue(tx, pullPeers, {});
  });
}

/** From here on what it says holds no more. */
export async function endPeer(services: Services, { actor, peerId }: { readonly actor: Actor; readonly peerId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if (!(await findPeer(tx, peerId))) throw notFound();
    await markEnded(tx, peerId, services.clock());
    await appendEntry(services, tx, { kind: "scanning.peer-ended", subject: peerId, by: actor, data: {} });
  });
}

export async function listPeers({ db }: Services) {
  const counts = new Map((await countPeerRecords(db.asSystem("how many, and never which"))).map(({ peer_id, opt_outs: optOuts, routes, fixes }) => [peer_id, { optOuts, routes, fixes }]));
  const none = { optOuts: 0, routes: 0, fixes: 0 };
  return (await listRows(db)).map((row) => ({ id: row.id, name: row.name, url: row.url, keyId: computeKeyId(row.public_key), ...(counts.get(row.id) ?? none), pulledAt: row.pulled_at, problem: row.problem }));
}

export async function pullPeer(services: Services, peerId: string): Promise<void> {
  const row = await findPeer(services.db, peerId);
  if (!row) throw notFound();
  await pull(services, row);
}

/** Every hour, all of them; one that does not answer keeps none of the others waiting for ever. */
export const pullPeers: Job<Record<string, never>> = {
  name: "scanning.pull-peers",
  payload: z.object({}),
  concurrency: 1,
  schedule: "41 * * * *",
  run: async (services) => {
    for (const row of await listRows(services.db)) await pull(services, row);
  },
};

/**
 * What a peer publishes, list by list: where it lies, what one record must be, and how the house keeps it. A list takes the
 * place of the one before as a whole.
 */
interface List<Kept> {
  readonly path: string;
  readonly read: (payload: unknown) => Kept | undefined;
  readonly keep: (tx: Transaction, peerId: string, records: readonly Kept[]) => Promise<void>;
}

const OPT_OUTS: List<{ readonly digest: string; readonly salt: string }> = {
  path: "opt-outs",
  read: (payload) => {
    const { data } = optOutStatement.safeParse(payload);
    return data && { digest: data.subject[0].digest.scrypt, salt: data.predicate.work.salt };
  },
  keep: replacePeerOptOuts,
};

const ROUTES: List<PeerRoute> = {
  path: "disclosure-routes",
  read: (payload) => {
    const { data } = disclosureRouteStatement.safeParse(payload);
    return data && isOf(data.predicate.repository, data.subject[0].digest.sha256) ? data.predicate : undefined;
  },
  keep: replacePeerRoutes,
};

const FIXES: List<PeerFix> = {
  path: "held-fixes",
  read: (payload) => {
    const { data } = heldFixStatement.safeParse(payload);
    return data && isOneSpelling(data.predicate.repository) ? { ...data.predicate, patchDigest: data.subject[0].digest.sha256 } : undefined;
  },
  keep: replacePeerFixes,
};

function isOneSpelling(repository: string): boolean {
  return canonicalRepository(repository) === repository;
}

/** Whether a record's subject is the repository that it names, in its one spelling. */
function isOf(repository: string, digest: string): boolean {
  return isOneSpelling(repository) && exchangeDigest({ repository }) === digest;
}

/** Takes each list as it is now, or keeps the one before and says what was wrong. */
async function pull(services: Services, row: PeerRow): Promise<void> {
  const [optOuts, routes, fixes] = [await take(services, row, OPT_OUTS), await take(services, row, ROUTES), await take(services, row, FIXES)];
  const problem = [optOuts, routes, fixes].find((one) => typeof one === "string");
  const house = services.db.asSystem("what a peer tells is kept by the house");
  await updatePulled(house, row.id, problem === undefined ? { at: services.clock(), problem: null } : { at: null, problem });
  if (problem === undefined) await services.db.inTransaction((tx) => appendEntry(services, tx, { kind: "scanning.peer-pulled", subject: row.id, by: SYSTEM_ACTOR, data: { optOuts, routes, fixes } }));
}

/** How many records a list holds now; or what was wrong. */
async function take<Kept>(services: Services, row: PeerRow, list: List<Kept>): Promise<number | string> {
  try {
    const records = await readAll(services, row, list);
    await services.db.inTransaction((tx) => list.keep(tx.asSystem("what a peer tells is kept by the house"), row.id, records));
    return records.length;
  } catch (error) {
    if (!(error instanceof PeerProblem)) throw error;
    return error.message;
  }
}

/** What a peer did wrong, for people here; its own words are bounded and escaped. */
class PeerProblem extends Error {}

async function readAll<Kept>(services: Services, row: PeerRow, { path, read }: List<Kept>): Promise<readonly Kept[]> {
  const records: Kept[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await readPage(services, row, { path, after });
    for (const record of page.records) {
      const kept = read(openRecord(row, record));
      if (kept === undefined) throw new PeerProblem(`A signed record among its ${path} is none in the closed form.`);
      records.push(kept);
    }
    if (page.next === null) return records;
    after = page.next;
  }
  throw new PeerProblem(`It has more than ${MOST_PAGES} pages of ${path}, or turns in a circle.`);
}

async function readPage(services: Services, row: PeerRow, { path, after }: { readonly path: string; readonly after: string | null }) {
  const token = row.sealed_token === null ? undefined : services.keys.open("peer", row.id, row.sealed_token).toString("utf8");
  const url = `${row.url}/api/exchange/${path}${after === null ? "" : `?after=${encodeURIComponent(after)}`}`;
  let text: string;
  try {
    const response = await services.fetch(url, { maxBytes: MAX_PAGE_BYTES, timeoutMs: TIMEOUT_MS, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new PeerProblem(`It answers with status ${response.status}.`);
    text = await response.text();
  } catch (cause) {
    if (cause instanceof PeerProblem) throw cause;
    const isTheirs = cause instanceof OutboundError || (cause instanceof Error && ["TimeoutError", "AbortError"].includes(cause.name));
    if (!isTheirs) throw cause;
    throw new PeerProblem(escapeControls(cause.message).slice(0, 300), { cause });
  }
  const parsed = exchangePage.safeParse(parseJson(text));
  if (!parsed.success) throw new PeerProblem("Its answer is not a page of records.");
  return parsed.data;
}

function openRecord(row: PeerRow, record: unknown): unknown {
  const verdict = verifyStatement(record, [row.public_key], IN_TOTO_PAYLOAD);
  if (!verdict.ok) throw new PeerProblem("A record is not signed by the pinned key.");
  return verdict.payload;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PeerProblem("Its answer is not JSON.", { cause });
  }
}

function requireKey(publicKeyPem: string): string {
  try {
    return computeKeyId(publicKeyPem);
  } catch (cause) {
    if (!(cause instanceof LedgerRefusal)) throw cause;
    throw new ScanningRefusal("peer-refused", `publicKeyPem: ${cause.message}`, { field: "publicKeyPem", cause });
  }
}
