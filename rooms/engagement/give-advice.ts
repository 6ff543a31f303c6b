import type { giveAdvice as giveAdviceBody } from "#contracts/engagement";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services } from "#rooms/platform";
import type { z } from "zod";
import { requireStandingAccess } from "./standing-access.ts";
import { insertAdvice } from "./engagement.store.ts";
import { deleteDraft } from "./workbench.store.ts";
import { holdForEvaluator, tellDeveloper } from "./hold-engagement.ts";

export type AdviceGiven = z.output<typeof giveAdviceBody>;

/** An evaluator with live access tells the developer something. It is advice in every case and moves no state. */
export async function giveAdvice(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly advice: AdviceGiven }): Promise<void> {
  const { actor, engagementId, advice } = input;
  await services.db.inTransaction(async (tx) => {
    await holdForEvaluator(tx, engagementId);
    const { engagement } = await requireStandingAccess(services, tx, { actor, engagementId });
    const id = newId("adv");
    const content = advice.kind === "outcome-note" ? { text: null, words: advice.words } : { text: advice.text, words: [] };
    await deleteDraft(tx, engagementId, actor.personId, "advice");
    await insertAdvice(tx, { id, engagementId, personId: actor.personId, kind: advice.kind, ...content, at: services.clock() });
    await appendEntry(services, tx, { kind: "engagement.advice-given", subject: engagementId, by: actor, data: { adviceId: id, adviceKind: advice.kind, words: [...content.words] }, visibleTo: [engagement.organisation_id] });
    await tellDeveloper(services, tx, engagement, "engagement.advice-given");
  });
}
