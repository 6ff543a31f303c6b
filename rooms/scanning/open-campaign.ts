import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services, type Transaction } from "#rooms/platform";
import type { Amounts } from "./campaign.rules.ts";
import { insertCampaign, insertMember, insertTargets, lockCampaign, updateEnded } from "./campaigns.store.ts";
import type { Target } from "./canonical-target.rules.ts";
import { requireMember } from "./keep-membership.ts";
import type { Authorisation } from "./make-claim.ts";
import { ScanningRefusal } from "./scanning.errors.ts";

const FINDERS = ["finder", "developer-security-lead", "developer-release-lead", "partner-security-lead"] as const;

export interface OpenCampaign {
  readonly actor: Actor;
  readonly title: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly budget: Amounts;
  readonly targets: readonly (Target & { readonly authorisation: Authorisation })[];
  readonly invite: readonly string[];
}

/** The clearinghouse names targets with what allows to scan them (INV-17), sets a budget and invites members. */
export async function openCampaign(services: Services, { actor, title, startsAt, endsAt, budget, targets, invite }: OpenCampaign): Promise<string> {
  const at = services.clock();
  const [starts, ends] = [new Date(startsAt), new Date(endsAt)];
  if (ends <= starts || ends <= at) throw new ScanningRefusal("campaign-dates", "endsAt: give an instant to come that is after startsAt", { field: "endsAt" });
  return services.db.inTransaction(async (tx) => {
    const id = newId("cmp");
    await insertCampaign(tx, { id, sealedTitle: services.keys.seal("campaign", id, title), openedBy: actor.personId, at, startsAt: starts, endsAt: ends, budget, targetCount: targets.length });
    await insertTargets(tx, id, targets.map((target) => {
      const targetId = newId("tgt");
      return { id: targetId, authorisation: target.authorisation.kind, sealed: services.keys.seal("campaign-target", targetId, JSON.stringify(target)) };
    }));
    await appendEntry(services, tx, { kind: "scanning.campaign-opened", subject: id, by: actor, data: { targets: targets.length, startsAt: starts.toISOString(), endsAt: ends.toISOString(), ...budget } });
    await offer(services, tx, { actor, campaignId: id, organisationIds: invite });
    return id;
  });
}

/** Whoever was invited before is not told again. */
export function inviteMembers(services: Services, invitation: Invitation): Promise<void> {
  return services.db.inTransaction((tx) => offer(services, tx, invitation));
}

/** Ends a campaign before its date; what was found stays counted. */
export async function endCampaign(services: Services, { actor, campaignId }: { readonly actor: Actor; readonly campaignId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await lockCampaign(tx, campaignId);
    await updateEnded(tx, campaignId, services.clock());
    await appendEntry(services, tx, { kind: "scanning.campaign-ended", subject: campaignId, by: actor, data: {} });
  });
}

interface Invitation {
  readonly actor: Actor;
  readonly campaignId: string;
  readonly organisationIds: readonly string[];
}

async function offer(services: Services, tx: Transaction, { actor, campaignId, organisationIds }: Invitation): Promise<void> {
  for (const organisationId of new Set(organisationIds)) {
    await requireMember(tx, organisationId, "campaigns");
    const isNew = await insertMember(tx, { id: newId("cmm"), campaignId, organisationId, invitedBy: actor.personId, at: services.clock() });
    if (isNew === 0) continue;
    await appendEntry(services, tx, { kind: "scanning.campaign-offered", subject: campaignId, by: actor, data: { organisationId }, visibleTo: [organisationId] });
    await tellHolders(services, tx, { roles: FINDERS, who: (person) => person.organisationId === organisationId, kind: "scanning.campaign-offered", link: `/campaigns/${campaignId}` });
  }
}
