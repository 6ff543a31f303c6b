import type { ClaimAnswer } from "#contracts/scanning";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services, type Transaction } from "#rooms/platform";
import type { Target } from "./canonical-target.rules.ts";
import { extendClaim, insertClaim, listOptOuts, listOverlapping, lockProject, type TargetKeys } from "./claims.store.ts";
import { exchangeContacts } from "./exchange-contacts.ts";
import { hashTarget } from "./hash-target.ts";
import { listPeerOptOuts } from "./peer-opt-outs.ts";
import { countAttempt, optOutRefusal } from "./refuse-claimed.ts";

export const CLAIM_MS = 14 * 86_400_000;

export interface Authorisation {
  readonly kind: string;
  readonly evidence: string;
}

export interface MakeClaim extends Target {
  readonly actor: Actor;
  readonly authorisation: Authorisation;
}

/**
 * Says an intent to scan before scanning. A collision gives both sides the other's contact and nothing of what either
 * is doing; whoever asks shows themselves by asking.
 */
export async function makeClaim(services: Services, { actor, authorisation, ...target }: MakeClaim): Promise<ClaimAnswer> {
  await countAttempt(services, actor);
  const keys = hashTarget(services, target);
  const elsewhere = await listPeerOptOuts(services, [keys]);
  return services.db.inTransaction((tx) => claimKeys(services, tx, { actor, keys, authorisation, elsewhere: elsewhere.get(keys.exchange) }));
}

export interface ClaimKeys {
  readonly actor: Actor;
  readonly keys: TargetKeys;
  readonly authorisation: Authorisation;
  /** Why another clearinghouse asks not to scan it, if one does. */
  readonly elsewhere: string | undefined;
  /** The target of a campaign that is taken by this, and until when the campaign runs. */
  readonly campaign?: { readonly targetId: string; readonly endsAt: Date };
}

/** The claim itself, in the transaction of whatever calls for it. */
export async function claimKeys(services: Services, tx: Transaction, { actor, keys, authorisation, elsewhere, campaign }: ClaimKeys): Promise<ClaimAnswer> {
  await lockProject(tx, keys.project);
  await requireNotOptedOut(tx, keys.project, elsewhere);
  const at = services.clock();
  const end = at.getTime() + CLAIM_MS;
  const expiresAt = new Date(campaign ? Math.min(end, campaign.endsAt.getTime()) : end);
  const overlapping = await listOverlapping(tx.asSystem("to meet another organisation's claim"), [keys], at);
  const other = overlapping.find((claim) => claim.organisation_id !== actor.organisationId);
  if (other) return { answer: "already-claimed", exchangeId: await exchangeContacts(services, tx, { asker: actor, claim: other, project: keys.project }) };

  const targetId = campaign?.targetId ?? null;
  const own = overlapping.find((claim) => claim.path_key === keys.path && claim.weakness_key === keys.weakness && claim.campaign_target_id === targetId);
  const id = own?.id ?? newId("claim");
  if (own) await extendClaim(tx, id, expiresAt);
  else await insertClaim(tx, { id, keys, organisationId: actor.organisationId, personId: actor.personId, authorisation: authorisation.kind, sealedEvidence: services.keys.seal("claim", id, authorisation.evidence), at, expiresAt, campaignTargetId: targetId });
  await appendEntry(services, tx, { kind: own ? "scanning.claim-renewed" : "scanning.claimed", subject: id, by: actor, data: { authorisation: authorisation.kind, expiresAt: expiresAt.toISOString(), ...(targetId === null ? {} : { campaignTargetId: targetId }) } });
  return { answer: "claimed", claimId: id, expiresAt: expiresAt.toISOString() };
}

export async function requireNotOptedOut(tx: Transaction, projectKey: string, elsewhere?: string): Promise<void> {
  const [optOut] = await listOptOuts(tx, [projectKey]);
  const reason = optOut?.reason ?? elsewhere;
  if (reason !== undefined) throw optOutRefusal(reason);
}
