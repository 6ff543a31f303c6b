import type { Link, NearFinding, NearFindings } from "#contracts/triage";
import { findPersonCard, isAllowed } from "#rooms/access";
import { inTurn, notFound, SYSTEM_ACTOR, type Actor, type Services } from "#rooms/platform";
import { findingResource, toFacts } from "../findings.resources.ts";
import { findFinding, findLastRun, listSubsumed, type FindingRow } from "../findings.store.ts";
import { findChain, listChainLinks, listLinks, type LinkRow } from "./links.store.ts";
import { logRead, SAME_READ_MS } from "../read-finding.ts";
import { openReason, openRun, openSummary } from "../sealed-records.ts";
import { listSuggestions, type SuggestionRow } from "./suggestions.store.ts";

/** What a finding is linked to and what it may be the same as, side by side, as far as the reader may open each. */
export async function readNear(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }): Promise<NearFindings> {
  const { db } = services;
  const row = await findFinding(db, findingId);
  if (!row) throw notFound();
  const mayRead = mayReadBody(actor, row);
  if (mayRead) await logRead(services, actor, { owner: row.organisation_id, subject: row.id, what: "near findings", onceInMs: SAME_READ_MS });
  const chain = await findChain(db, findingId);
  return {
    findingId,
    stack: mayRead ? await readStack(services, row) : null,
    links: await inTurn(await listLinks(db, findingId), (link) => describeLink(services, link, mayRead)),
    near: await listNear(services, actor, row),
    chain: chain ? { id: chain.id, level: chain.level, story: mayRead ? openReason(services, chain.id, chain.sealed_story) : null, findingIds: (await listChainLinks(db, chain.id)).map((link) => link.finding_id) } : null,
    subsumes: (await listSubsumed(db, findingId)).map(({ id }) => id),
  };
}

export function mayReadBody(actor: Actor, row: FindingRow): boolean {
  return isAllowed(actor, "findings:read-body", { type: findingResource.type, id: row.id, facts: toFacts(row) });
}

/** Root-cause frames of the last run's crash: its body. */
export async function readStack(services: Services, row: FindingRow): Promise<string[]> {
  const run = await findLastRun(services.db, row.id);
  return run ? [...openRun(services, run).stack] : [];
}

async function describeLink(services: Services, { id, kind, finding_id, to_id, chain_id, made_by, at, ended_at, ...link }: LinkRow, mayRead: boolean): Promise<Link> {
  const open = (sealed: string | null) => (sealed === null || !mayRead ? null : openReason(services, id, sealed));
  const byName = made_by === SYSTEM_ACTOR.personId ? null : ((await findPersonCard(services.db, made_by))?.name ?? null);
  return { id, kind, findingId: finding_id, otherId: to_id, chainId: chain_id, reason: open(link.sealed_reason), byName, at, endedAt: ended_at, endReason: open(link.sealed_end_reason) };
}

/** What may be the same as a finding: the guesses, each with the other's stack for whoever may open that one too. */
export async function listNear(services: Services, actor: Actor, row: FindingRow): Promise<NearFinding[]> {
  const guesses = await listSuggestions(services.db, row.id);
  const near = await inTurn(guesses, (guess) => describeGuess(services, actor, row, guess));
  return near.filter((one) => one !== undefined);
}

async function describeGuess(services: Services, actor: Actor, row: FindingRow, guess: SuggestionRow): Promise<NearFinding | undefined> {
  const other = await findFinding(services.db, guess.finding_id === row.id ? guess.other_id : guess.finding_id);
  if (!other) return undefined;
  const { basis, score, verdict, at, settled } = guess;
  const mayOpen = mayReadBody(actor, other);
  return {
    findingId: other.id,
    title: openSummary(services, other).title,
    state: other.state,
    basis,
    score: score === null ? null : score / 100,
    verdict,
    reason: mayReadBody(actor, row) || mayOpen ? openReason(services, guess.id, guess.sealed_reason) : null,
    stack: mayOpen ? await readStack(services, other) : null,
    at,
    settled,
  };
}
