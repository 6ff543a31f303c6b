import type { Services } from "#rooms/platform";
import { exportComplaints } from "./complain.ts";
import { listCallsOfAll, listKeysOfAll } from "./model-use.store.ts";
import { listBrokeredScans, listGivenAccess, listGivenHistory, listGivenVettings, listOwnAttestations, listOwnBrokering, listOwnScopeChanges, listReceivedAccess, listReceivedHistory } from "./partners-export.store.ts";

/** What a developer gave of its models, and what a partner was given: each as far as it sees it, with the terms between them. */
export async function exportOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db, keys } = services;
  const withTerms = <Row extends { readonly id: string; readonly sealedTerms: string | null }>(rows: readonly Row[]) =>
    rows.map(({ sealedTerms, ...row }) => ({ ...row, termsText: sealedTerms === null ? null : keys.open("partner-terms", row.id, sealedTerms).toString("utf8") }));
  return {
    given: withTerms(await listGivenAccess(db, organisationId)),
    givenHistory: await listGivenHistory(db, organisationId),
    givenVettings: await listGivenVettings(db, organisationId),
    received: withTerms(await listReceivedAccess(db, organisationId)),
    receivedHistory: await listReceivedHistory(db, organisationId),
    attestations: await listOwnAttestations(db, organisationId),
    scopeChanges: await listOwnScopeChanges(db, organisationId),
    brokering: await listOwnBrokering(db, organisationId),
    brokeredScans: await listBrokeredScans(db, organisationId),
    modelKeys: await listKeysOfAll(db, organisationId),
    modelCalls: await listCallsOfAll(db, organisationId),
    complaints: await exportComplaints(services, organisationId),
  };
}
