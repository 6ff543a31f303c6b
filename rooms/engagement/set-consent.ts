import type { ConsentScope } from "#contracts/engagement";
import { appendEntry } from "#rooms/audit";
import type { Actor, Services } from "#rooms/platform";
import { EngagementRefusal, refuseNotLive } from "./engagement.errors.ts";
import { isLive } from "./engagement.rules.ts";
import { setConsent as storeConsent, type EngagementRow } from "./engagement.store.ts";
import { holdEngagement } from "./hold-engagement.ts";

/** Says anew, by a named signatory, what the developer takes part in. */
export async function setConsent(
  services: Services,
  input: { readonly actor: Actor; readonly engagementId: string; readonly signatory: { readonly name: string; readonly title: string }; readonly consentScope: readonly ConsentScope[] },
): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, input.engagementId);
    if (!isLive(engagement.state)) throw refuseNotLive(engagement.state);
    await storeConsent(tx, engagement.id, { signatory: input.signatory, scope: input.consentScope });
    await appendEntry(services, tx, { kind: "engagement.consent-set", subject: engagement.id, by: input.actor, data: { consentScope: [...input.consentScope] } });
  });
}

/** Throws unless the developer takes part in this at all. */
export function requireConsent(engagement: Pick<EngagementRow, "consent_scope">, scope: ConsentScope): void {
  if (engagement.consent_scope.includes(scope)) return;
  throw new EngagementRefusal("outside-consent", `consentScope: the developer's consent does not include "${scope}"; the developer can widen it first`, { field: "consentScope" });
}
