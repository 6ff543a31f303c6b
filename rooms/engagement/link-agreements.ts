import { appendEntry } from "#rooms/audit";
import type { Actor, Services } from "#rooms/platform";
import { findStandingTerm } from "./agreement.rules.ts";
import { endLink, insertLink, listAgreementsByIds, listLinks, listTerms } from "./agreements.store.ts";
import { EngagementRefusal } from "./engagement.errors.ts";
import { holdEngagement } from "./hold-engagement.ts";

/** Says under which standing agreements this engagement is. It changes nothing of what the developer may do with it. */
export async function linkAgreements(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly agreementIds: readonly string[] }): Promise<void> {
  const { actor, engagementId, agreementIds } = input;
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, engagementId);
    const rows = await listAgreementsByIds(tx, agreementIds);
    const terms = Map.groupBy(await listTerms(tx, agreementIds), ({ agreement_id }) => agreement_id);
    for (const [index, id] of agreementIds.entries()) {
      const isOwn = rows.some((row) => row.id === id && row.developer_organisation_id === engagement.organisation_id);
      const isAgreed = findStandingTerm((terms.get(id) ?? []).map(({ in_force_at }) => ({ inForceAt: in_force_at }))) !== undefined;
      if (!isOwn || !isAgreed) throw new EngagementRefusal("agreement-not-yours", `agreementIds.${index}: your organisation has no agreement of this id that every party has given its word on`, { field: `agreementIds.${index}` });
    }
    const at = services.clock();
    const linked = (await listLinks(tx, engagementId)).map(({ agreement_id }) => agreement_id);
    for (const agreementId of linked.filter((id) => !agreementIds.includes(id))) await endLink(tx, { engagementId, agreementId, at });
    for (const agreementId of agreementIds.filter((id) => !linked.includes(id))) await insertLink(tx, { engagementId, agreementId, by: actor.personId, at });
    await appendEntry(services, tx, { kind: "engagement.agreements-linked", subject: engagementId, by: actor, data: { agreementIds: [...agreementIds] } });
  });
}
