import type { Sector } from "#contracts/distribution";
import { findPersonCardByEmail } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { lockConsentingEngagement } from "#rooms/engagement";
import { isUniqueViolation, newId, type Actor, type Services } from "#rooms/platform";
import { sideOf, tellDeveloper, tellOfficers } from "./early-access.ts";
import { PartnersRefusal } from "./partners.errors.ts";
import { authoriseSelection } from "./partners.resources.ts";
import { LAPSE_VIEW } from "./select-partner.ts";
import { getPolicy } from "./set-policy.ts";
import { insertEarlyAccess, insertHistory, lockEarlyAccess } from "./partners.store.ts";

const DAY_MS = 86_400_000;

export interface Nomination {
  readonly actor: Actor;
  readonly engagementId: string;
  readonly partnerEmail: string;
  readonly sector: Sector;
  readonly reason: string;
}

/** Either side proposes a partner. The partner learns nothing of it before terms are sent. */
export async function nominatePartner(services: Services, input: Nomination): Promise<string> {
  const { actor, engagementId } = input;
  const id = newId("eac");
  const at = services.clock();
  const card = await authoriseSelection(services, actor, "partners:nominate", engagementId);
  const side = sideOf(actor, card);
  const partner = await findPersonCardByEmail(services.db, input.partnerEmail);
  // Nobody chooses their own house, on either side.
  if (!partner?.roles.includes("partner-security-lead") || [card.organisationId, actor.organisationId].includes(partner.organisationId)) {
    throw new PartnersRefusal("partner-not-known", "partnerEmail: no partner's security lead can be named by this address; ask the partner for the one they sign in with", { field: "partnerEmail" });
  }
  try {
    await services.db.inTransaction(async (tx) => {
      const engagement = await lockConsentingEngagement(services, tx, { engagementId, scope: "partner-selection" });
      const policy = await getPolicy(tx);
      const viewLapsesAt = new Date(at.getTime() + policy.viewDays * DAY_MS);
      await insertEarlyAccess(tx, {
        id, engagementId, modelId: engagement.modelId, developerId: engagement.organisationId, partnerId: partner.organisationId, nominatedBy: side, personId: actor.personId, sector: input.sector, reason: input.reason,
        policyVersion: policy.version, at, viewLapsesAt,
      });
      await insertHistory(tx, { earlyAccessId: id, state: "nominated", at });
      await services.jobs.enqueue(tx, LAPSE_VIEW, { earlyAccessId: id }, { startAfter: viewLapsesAt });
      await appendEntry(services, tx, { kind: "partners.nominated", subject: id, by: actor, data: { engagementId, side, policyVersion: policy.version }, visibleTo: [engagement.organisationId] });
      const row = await lockEarlyAccess(tx, id);
      if (!row) throw new Error("The nomination vanished in its own transaction");
      await (side === "developer" ? tellOfficers(services, tx, row, "partners.nominated") : tellDeveloper(services, tx, row, "partners.nominated"));
    });
  } catch (error) {
    if (!isUniqueViolation(error, "early_access_one_live")) throw error;
    throw new PartnersRefusal("already-nominated", "partnerEmail: this partner is nominated for the model already", { field: "partnerEmail", cause: error });
  }
  return id;
}
