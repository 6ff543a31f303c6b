import { createHash } from "node:crypto";
import type { signUndertaking as signBody } from "#contracts/nondisclosure";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newSecret, notFound, type Actor, type Services } from "#rooms/platform";
import type { z } from "zod";
import { EngagementRefusal } from "./engagement.errors.ts";
import { lockUndertaking, markSigned } from "./nondisclosure.store.ts";
import { SPEAKER_OF } from "./speakers.ts";

/**
 * Signs exactly the document that was read, with name and title, right after a fresh proof of who it is. The ledger holds
 * that it was signed, and name and title only within a salted digest; the signer and the developer hold what opens it. It
 * binds by its own words, for as long as these say, also when the engagement is over.
 */
export async function signUndertaking(services: Services, { actor, undertakingId, signed }: { readonly actor: Actor; readonly undertakingId: string; readonly signed: z.output<typeof signBody> }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockUndertaking(tx, undertakingId);
    if (!row) throw notFound();
    if (row.text_digest !== signed.textDigest) throw new EngagementRefusal("terms-changed", "textDigest: this is not the document that you are asked to sign; read it again", { field: "textDigest" });
    if (row.signed_at !== null) throw new EngagementRefusal("already-signed", "This is signed already.");
    const [at, salt] = [services.clock(), newSecret()];
    const { name, title } = signed;
    const signatureDigest = digestSignature({ salt, undertakingId, documentDigest: row.text_digest, signerId: actor.personId, name, title, signedAt: at.toISOString() });
    const entryId = await appendEntry(services, tx, {
      kind: "engagement.nondisclosure-signed", subject: row.engagement_id, by: actor,
      data: { undertakingId, documentDigest: row.text_digest, capacity: row.person_id === null ? "agency" : "evaluator", signatureDigest }, visibleTo: [row.developer_organisation_id],
    });
    await markSigned(tx, {
      id: undertakingId, by: actor.personId, at, salt, signatureDigest, entryId,
      sealedName: services.keys.seal("engagement-signature-name", undertakingId, name), sealedTitle: services.keys.seal("engagement-signature-title", undertakingId, title),
    });
    await tellHolders(services, tx, { roles: [SPEAKER_OF.developer], who: ({ organisationId }) => organisationId === row.developer_organisation_id, kind: "engagement.nondisclosure-signed", link: `/undertakings/${undertakingId}` });
  });
}

export interface Signature {
  readonly salt: string;
  readonly undertakingId: string;
  readonly documentDigest: string;
  readonly signerId: string;
  readonly name: string;
  readonly title: string;
  readonly signedAt: string;
}

export function digestSignature({ salt, undertakingId, documentDigest, signerId, name, title, signedAt }: Signature): string {
  return createHash("sha256").update(JSON.stringify([salt, undertakingId, documentDigest, signerId, name, title, signedAt])).digest("hex");
}
