import { clopperPearsonInterval } from "#engines/evaluation";
import type { Actor, Job, Services } from "#rooms/platform";
import { appendEntry } from "#rooms/audit";
import { z } from "zod";
import { FindingsRefusal } from "../findings.errors.ts";
import { clearRejection } from "../findings.store.ts";
import { moveFinding, requireFinding } from "../move-finding.ts";
import { drawRejection, hashForSample } from "./reject-alone.ts";
import { countDrawnSince, countSamples, decideSample as storeDecision, listUndrawn, lockOpenSample } from "./samples.store.ts";
import { sealReason } from "../sealed-records.ts";
import { tellAssigned, tellFinder } from "../tell-people.ts";
import { drawLeast, TRIAGE_POLICY } from "./triage-policy.rules.ts";

const WEEK_MS = 7 * 86_400_000;
const CONFIDENCE = 0.95;

/** Where a week's share drew nothing and something was rejected, one is drawn all the same. */
export const drawWeek: Job<Record<string, never>> = {
  name: "findings.draw-week",
  payload: z.object({}),
  concurrency: 1,
  schedule: "17 4 * * 1",
  run: async (services) => {
    const since = new Date(services.clock().getTime() - WEEK_MS);
    await services.db.inTransaction(async (tx) => {
      if ((await countDrawnSince(tx, since)) >= TRIAGE_POLICY.leastPerWeek) return;
      const least = drawLeast((await listUndrawn(tx, since)).map(({ id }) => ({ id, hash: hashForSample(services, id) })));
      if (least) await drawRejection(services, tx, { findingId: least.id, why: "week" });
    });
  },
};

export interface DecideSample {
  readonly actor: Actor;
  readonly findingId: string;
  readonly decision: "confirmed" | "overturned";
  readonly reason: string;
}

/** A person's look at a rejection that was drawn. Overturned, the finding goes on as one that a person looks at. */
export async function decideSample(services: Services, { actor, findingId, decision, reason }: DecideSample): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireFinding(tx, findingId);
    if (!(await lockOpenSample(tx, findingId))) throw new FindingsRefusal("not-drawn", "This rejection waits for nobody's look: it was not drawn, or a person has decided on it.");
    await storeDecision(tx, { findingId, decision, sealedReason: sealReason(services, findingId, reason), personId: actor.personId, at: services.clock() });
    if (decision === "confirmed") {
      await appendEntry(services, tx, { kind: "findings.rejection-confirmed", subject: findingId, by: actor, data: {}, visibleTo: [row.organisation_id] });
      return;
    }
    await clearRejection(tx, findingId);
    await moveFinding(services, tx, row, { step: "overturn" }, { by: actor });
    await tellFinder(services, tx, row, "findings.rejection-overturned");
    await tellAssigned(services, tx, { findingId, role: "validator", kind: "findings.needs-validation" });
  });
}

/** How often a person overturns what the machine rejected by itself, with the exact interval of what the sample tells. */
export async function readSample(services: Services) {
  const counts = await countSamples(services.db);
  const { version, sampleRate, leastPerWeek } = TRIAGE_POLICY;
  const { decided, overturned } = counts;
  const overturnRate = decided === 0 ? null : { estimate: overturned / decided, ...clopperPearsonInterval(overturned, decided, CONFIDENCE), confidence: CONFIDENCE };
  const percent = (share: number) => (share * 100).toFixed(1);
  const sentence = overturnRate
    ? services.messages.text("findings.sample.sentence", { decided, overturned, low: percent(overturnRate.low), high: percent(overturnRate.high) })
    : services.messages.text("findings.sample.nothing", { drawn: counts.drawn });
  return { policy: { version, rate: sampleRate, leastPerWeek }, ...counts, overturnRate, sentence };
}
