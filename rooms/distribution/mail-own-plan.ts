import { printText } from "#engines/exposure";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, notify, type Actor, type Services } from "#rooms/platform";
import { readPlan } from "./read-plan.ts";

/**
 * Mails the plan as plain text to the address of whoever asks for it, and to no other. A mail tells where an operator is weak to
 * everybody who carries it, so it is sent on a wish alone.
 */
export async function mailPlan(services: Services, { actor, organisationId }: { readonly actor: Actor; readonly organisationId: string }): Promise<{ readonly to: string }> {
  const plan = printText(await readPlan(services, { actor, organisationId }), services.messages.text);
  return services.db.inTransaction(async (tx) => {
    const person = await findPersonCard(tx, actor.personId);
    if (!person?.email) throw notFound();
    // To the address alone: what stands in an inbox here is not sealed.
    await notify(services, tx, { to: { email: person.email }, kind: "distribution.plan-mailed", params: { plan }, link: "/operator/plan" });
    await appendEntry(services, tx, { kind: "distribution.plan-mailed", subject: organisationId, by: actor, data: {}, visibleTo: [organisationId] });
    return { to: person.email };
  });
}
