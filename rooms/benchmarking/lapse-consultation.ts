import { job, type Services } from "#rooms/platform";
import { z } from "zod";
import { lockRequest } from "./benchmarking.store.ts";
import { readConsultation } from "./consultation.ts";
import { tellAll } from "./tell-all.ts";

export const LAPSE_CONSULTATION = "benchmarking.lapse-consultation";

/** Tells the analysts that the time to be heard is over. Whether it is, is decided anew at each recommendation and signature. */
async function lapseConsultation(services: Services, requestId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const request = await lockRequest(tx, requestId);
    const consultation = request?.state === "consultation" ? await readConsultation(services, tx, request) : null;
    if (consultation?.lapsed) await tellAll(services, tx, { role: "benchmark-analyst", kind: "benchmarking.consultation-lapsed", requestId });
  });
}

export const lapseConsultationJob = job({
  name: LAPSE_CONSULTATION,
  payload: z.object({ requestId: z.string() }),
  run: (services, { requestId }) => lapseConsultation(services, requestId),
});
