import type { Services } from "#rooms/platform";
import { listOwnedAdvice, listOwnedBenchmarkingAccess, listOwnedDates, listOwnedEngagements, listOwnedEvaluators, listOwnedModels, listOwnedReleases, listOwnedWindows } from "./engagement-export.store.ts";

/**
 * Everything of its models that a developer put here, and the advice that it was given on them. Its credential is said to be
 * held and not shown. An evaluator's own organisation owns none of this: a model is opened to named people, not to their
 * managers (INV-10).
 */
export async function exportOwned({ db, keys }: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  return {
    models: await listOwnedModels(db, organisationId),
    engagements: (await listOwnedEngagements(db, organisationId)).map(({ sealedName, holdsCredential, ...row }) => ({
      ...row, modelName: keys.open("engagement-model-name", row.id, sealedName).toString("utf8"), credential: holdsCredential ? "held" : "none",
    })),
    releaseDates: await listOwnedDates(db, organisationId),
    releases: await listOwnedReleases(db, organisationId),
    windows: await listOwnedWindows(db, organisationId),
    evaluators: await listOwnedEvaluators(db, organisationId),
    benchmarkingAccess: await listOwnedBenchmarkingAccess(db, organisationId),
    advice: await listOwnedAdvice(db, organisationId),
  };
}
