import type { Office } from "#contracts/benchmarking";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, notFound, type Actor, type Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { insertView, lockRequest } from "./benchmarking.store.ts";
import type { View } from "./benchmarking.types.ts";
import { readConsultation } from "./consultation.ts";
import { sealRecord, viewRecordId } from "./sealed-records.ts";
import { tellAll } from "./tell-all.ts";

/** Records the view of one consulted office; a view is not a vote. One person speaks for one office, once. */
export async function giveView(services: Services, input: { readonly actor: Actor; readonly requestId: string; readonly office: Office; readonly view: string }): Promise<void> {
  const { actor, requestId, office } = input;
  try {
    await services.db.inTransaction(async (tx) => {
      const request = await lockRequest(tx, requestId);
      const consultation = request && (await readConsultation(services, tx, request));
      if (!request || !consultation) throw notFound();
      if (request.state !== "consultation" || consultation.lapsed) throw new BenchmarkingRefusal("wrong-state", "The consultation on this request is over.");
      const at = services.clock();
      const view: View = { office, personId: actor.personId, view: input.view, givenAt: at.toISOString() };
      await insertView(tx, { requestId, office, personId: actor.personId, sealedView: sealRecord(services, "view", viewRecordId(requestId, office), view), at });
      await appendEntry(services, tx, { kind: "benchmarking.view-given", subject: requestId, by: actor, data: { office } });
      const { complete } = (await readConsultation(services, tx, request)) ?? consultation;
      if (complete) await tellAll(services, tx, { role: "benchmark-analyst", kind: "benchmarking.consultation-complete", requestId });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new BenchmarkingRefusal("office-heard", "office: this office was heard already, or you spoke for another one", { field: "office" });
    throw error;
  }
}
