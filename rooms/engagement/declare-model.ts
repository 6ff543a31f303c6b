import type { openEngagement } from "#contracts/engagement";
import { newId, type Actor, type Services, type Transaction } from "#rooms/platform";
import type { z } from "zod";
import { EngagementRefusal } from "./engagement.errors.ts";
import { ensureModel, findModelByDigest } from "./engagement.store.ts";

/**
 * The model of a digest, declared when it is new. A model that descends from an earlier one of the same developer counts on
 * that one's 30 days, unless the developer declares it materially new. What was declared first stays, because evaluators
 * were shown it.
 */
export async function declareModel(services: Services, tx: Transaction, { actor, model }: { readonly actor: Actor; readonly model: Pick<z.output<typeof openEngagement>["model"], "digest" | "lineage"> }): Promise<string> {
  const { organisationId } = actor;
  const { digest, lineage } = model;
  const parent = lineage && (await findModelByDigest(tx, organisationId, lineage.descendsFrom));
  if (lineage && (!parent || lineage.descendsFrom === digest)) {
    throw new EngagementRefusal("lineage-not-known", "model.lineage.descendsFrom: no earlier model of yours has this digest; give the digest that it was declared with", { field: "model.lineage.descendsFrom" });
  }
  const wanted = { descendsFrom: parent?.id ?? null, materiallyNew: lineage?.materiallyNew ?? null };
  const known = await ensureModel(tx, { id: newId("mdl"), organisationId, digest, ...wanted, at: services.clock() });
  // Who says nothing of it this time takes back nothing.
  if (lineage && (known.descends_from !== wanted.descendsFrom || known.materially_new !== wanted.materiallyNew)) {
    throw new EngagementRefusal("lineage-differs", "model.lineage: this model was declared otherwise before, and that stays; leave the lineage away, or engage the model under the digest of the one that is new", { field: "model.lineage" });
  }
  return known.id;
}
