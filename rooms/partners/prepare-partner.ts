import { createHash } from "node:crypto";
import type { PartnerSystem } from "#contracts/partners";
import { findModelEndpoint } from "#rooms/engagement";
import { askEndpoint } from "#rooms/model-proxy";
import type { Actor, Services } from "#rooms/platform";
import { keepAttestation } from "./keep-controls.ts";
import { lockSelected, reachState, requirePartnersOwn, tellDeveloper, tellPartner } from "./early-access.ts";
import { PartnersRefusal } from "./partners.errors.ts";
import { moveEarlyAccess } from "./partners.rules.ts";
import { END_EARLY_ACCESS } from "./stop-partner.ts";
import { findEarlyAccess, lockEarlyAccess, setAcceptance, setReady, setTerms } from "./partners.store.ts";

interface Preparing {
  readonly actor: Actor;
  readonly id: string;
}

/** The developer sends its terms; from here on the partner knows of an early-access model. */
export async function sendTerms(services: Services, input: Preparing & { readonly text: string; readonly endsAt: string; readonly brokering: boolean }): Promise<void> {
  if (Date.parse(input.endsAt) <= services.clock().getTime()) throw new PartnersRefusal("date-passed", "endsAt: lies in the past; give a coming instant", { field: "endsAt" });
  await services.db.inTransaction(async (tx) => {
    const { row } = await lockSelected(services, tx, input);
    const digest = createHash("sha256").update(input.text).digest("hex");
    await setTerms(tx, row.id, { sealed: services.keys.seal("partner-terms", row.id, input.text), digest, endsAt: input.endsAt, brokering: input.brokering });
    await reachState(services, tx, { row, event: "send-terms", mover: "developer", actor: input.actor, entry: "terms-sent", data: { termsDigest: digest, endsAt: input.endsAt, brokering: input.brokering } });
    await services.jobs.enqueue(tx, END_EARLY_ACCESS, { earlyAccessId: row.id }, { startAfter: new Date(input.endsAt) });
    await tellPartner(services, tx, row, "partners.terms-sent");
  });
}

interface Accepting extends Preparing {
  readonly termsDigest: string;
  readonly signatory: { readonly name: string; readonly title: string };
  readonly systems: readonly PartnerSystem[];
}

/**
 * The partner's authorised signatory, right after a fresh proof that it is they, accepts exactly these terms, says which
 * systems they are for and what shows that those may be tested, and attests that the safeguards are in place.
 */
export async function acceptTerms(services: Services, input: Accepting): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = requirePartnersOwn(await lockEarlyAccess(tx, input.id));
    if (row.terms_digest !== input.termsDigest) throw new PartnersRefusal("terms-changed", "termsDigest: these are not the terms that stand now; read them again", { field: "termsDigest" });
    await reachState(services, tx, { row, event: "accept-terms", mover: "partner", actor: input.actor, entry: "terms-accepted", data: { termsDigest: input.termsDigest, systems: input.systems.length, freshProof: true } });
    await setAcceptance(tx, row.id, { systems: input.systems, signatory: input.signatory, personId: input.actor.personId, at: services.clock() });
    await keepAttestation(services, tx, row, input.actor);
    await tellDeveloper(services, tx, row, "partners.terms-accepted");
  });
}

/** The developer sets the partner up; it can show that it is ready, and not use the model yet. */
export async function provisionPartner(services: Services, input: Preparing): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row } = await lockSelected(services, tx, input);
    await reachState(services, tx, { row, event: "provision", mover: "developer", actor: input.actor, entry: "provisioned" });
    await tellPartner(services, tx, row, "partners.provisioned");
  });
}

/** Live proof: the model's endpoint answers a probe through the partner's own session. The partner sees nothing of the answer. */
export async function proveReadiness(services: Services, input: Preparing): Promise<void> {
  const found = requirePartnersOwn(await findEarlyAccess(services.db, input.id));
  const endpoint = await findModelEndpoint(services, services.db.asSystem("a partner asks through the server, and never holds the way to the model"), found.engagement_id);
  // Not a call too many: the endpoint is the developer's, and only a provisioned partner may make it answer.
  if (!endpoint || !moveEarlyAccess(found.state, "prove", "partner").ok) throw new PartnersRefusal("not-now", `This cannot be done while the early access is "${found.state}".`);
  await askEndpoint(services, endpoint, [{ role: "user", content: "Readiness probe. Answer with one word." }]);
  await services.db.inTransaction(async (tx) => {
    const row = requirePartnersOwn(await lockEarlyAccess(tx, input.id));
    await reachState(services, tx, { row, event: "prove", mover: "partner", actor: input.actor, entry: "readiness-proven" });
    await setReady(tx, row.id, services.clock());
    await tellDeveloper(services, tx, row, "partners.ready");
  });
}
