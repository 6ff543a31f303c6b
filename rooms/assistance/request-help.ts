import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services } from "#rooms/platform";
import { insertHelpRequest } from "./assistance.store.ts";

/** An operator, or its delegate, asks for help; those who may take it up are told, without the question. */
export async function requestHelp(services: Services, input: { readonly actor: Actor; readonly organisationId: string; readonly kind: string; readonly question: string }): Promise<string> {
  const id = newId("hlp");
  await services.db.inTransaction(async (tx) => {
    const question = services.keys.seal("assistance", id, input.question);
    await insertHelpRequest(tx, { id, organisationId: input.organisationId, requestedBy: input.actor.personId, kind: input.kind, question, at: services.clock() });
    await appendEntry(services, tx, { kind: "assistance.help-requested", subject: id, by: input.actor, data: { kind: input.kind }, visibleTo: [input.organisationId] });
    await tellHolders(services, tx, { roles: ["directive-officer"], kind: "assistance.requested", link: "/assistance/requests" });
  });
  return id;
}
