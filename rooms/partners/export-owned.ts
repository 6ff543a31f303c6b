import type { Services } from "#rooms/platform";
import { listGivenAccess, listGivenHistory, listReceivedAccess, listReceivedHistory } from "./partners-export.store.ts";

/** What a developer gave of its models, and what a partner was given: each as far as it sees it, with the terms between them. */
export async function exportOwned({ db, keys }: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const withTerms = <Row extends { readonly id: string; readonly sealedTerms: string | null }>(rows: readonly Row[]) =>
    rows.map(({ sealedTerms, ...row }) => ({ ...row, termsText: sealedTerms === null ? null : keys.open("partner-terms", row.id, sealedTerms).toString("utf8") }));
  return {
    given: withTerms(await listGivenAccess(db, organisationId)),
    givenHistory: await listGivenHistory(db, organisationId),
    received: withTerms(await listReceivedAccess(db, organisationId)),
    receivedHistory: await listReceivedHistory(db, organisationId),
  };
}
