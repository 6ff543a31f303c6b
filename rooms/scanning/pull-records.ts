import { z } from "zod";
import { IN_TOTO_PAYLOAD, optOutPage, optOutStatement } from "#contracts/peer-records";
import { computeKeyId, LedgerRefusal, verifyStatement } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { escapeControls, newId, notFound, OutboundError, SYSTEM_ACTOR, type Actor, type Job, type Services } from "#rooms/platform";
import { countPeerOptOuts, endPeer as markEnded, findPeer, insertPeer, listPeers as listRows, replacePeerOptOuts, updatePulled, type PeerRow } from "./exchange.store.ts";
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

/** Names another clearinghouse whose opt-outs are honoured here, with the one key that its records are believed by. */
export async function addPeer(services: Services, { actor, name, url, publicKeyPem, token }: AddPeer): Promise<void> {
  const keyId = requireKey(publicKeyPem);
  await services.db.inTransaction(async (tx) => {
    const id = newId("peer");
    await insertPeer(tx, { id, name, url: url.replace(/\/+$/, ""), publicKey: publicKeyPem, sealedToken: token === null ? null : services.keys.seal("peer", id, token), addedBy: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "scanning.peer-added", subject: id, by: actor, data: { keyId } });
    await services.jobs.enqueue(tx, pullPeers, {});
  });
}

/** From here on its opt-outs hold no more. */
export async function endPeer(services: Services, { actor, peerId }: { readonly actor: Actor; readonly peerId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if (!(await findPeer(tx, peerId))) throw notFound();
    await markEnded(tx, peerId, services.clock());
    await appendEntry(services, tx, { kind: "scanning.peer-ended", subject: peerId, by: actor, data: {} });
  });
}

export async function listPeers({ db }: Services) {
  const counts = new Map((await countPeerOptOuts(db.asSystem("how many, and never which"))).map(({ peer_id, count }) => [peer_id, count]));
  return (await listRows(db)).map((row) => ({ id: row.id, name: row.name, url: row.url, keyId: computeKeyId(row.public_key), optOuts: counts.get(row.id) ?? 0, pulledAt: row.pulled_at, problem: row.problem }));
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

/** Takes the peer's list as it is now in the place of the one before, or keeps that and says what was wrong. */
async function pull(services: Services, row: PeerRow): Promise<void> {
  const house = services.db.asSystem("what a peer tells is kept by the house");
  let records: readonly { digest: string; salt: string }[];
  try {
    records = await readAll(services, row);
  } catch (error) {
    if (!(error instanceof PeerProblem)) throw error;
    await updatePulled(house, row.id, { at: null, problem: error.message });
    return;
  }
  await services.db.inTransaction(async (tx) => {
    const kept = tx.asSystem("what a peer tells is kept by the house");
    await replacePeerOptOuts(kept, row.id, records);
    await updatePulled(kept, row.id, { at: services.clock(), problem: null });
    await appendEntry(services, tx, { kind: "scanning.peer-pulled", subject: row.id, by: SYSTEM_ACTOR, data: { optOuts: records.length } });
  });
}

/** What a peer did wrong, for people here; its own words are bounded and escaped. */
class PeerProblem extends Error {}

async function readAll(services: Services, row: PeerRow): Promise<readonly { digest: string; salt: string }[]> {
  const records: { digest: string; salt: string }[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await readPage(services, row, after);
    for (const record of page.records) records.push(readRecord(row, record));
    if (page.next === null) return records;
    after = page.next;
  }
  throw new PeerProblem(`It has more than ${MOST_PAGES} pages of opt-outs, or turns in a circle.`);
}

async function readPage(services: Services, row: PeerRow, after: string | null) {
  const token = row.sealed_token === null ? undefined : services.keys.open("peer", row.id, row.sealed_token).toString("utf8");
  const url = `${row.url}/api/exchange/opt-outs${after === null ? "" : `?after=${encodeURIComponent(after)}`}`;
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
  const parsed = optOutPage.safeParse(parseJson(text));
  if (!parsed.success) throw new PeerProblem("Its answer is not a page of records.");
  return parsed.data;
}

function readRecord(row: PeerRow, record: unknown): { readonly digest: string; readonly salt: string } {
  const verdict = verifyStatement(record, [row.public_key], IN_TOTO_PAYLOAD);
  if (!verdict.ok) throw new PeerProblem("A record is not signed by the pinned key.");
  const parsed = optOutStatement.safeParse(verdict.payload);
  if (!parsed.success) throw new PeerProblem("A signed record is no opt-out in the closed form.");
  const { subject, predicate } = parsed.data;
  return { digest: subject[0].digest.scrypt, salt: predicate.work.salt };
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
