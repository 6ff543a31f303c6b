import type { GiveSeverity, SeverityBy } from "#contracts/findings";
import { AdvisoryError, cvssScore } from "#engines/advisories";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { FindingsRefusal } from "../findings.errors.ts";
import { findFinding } from "../findings.store.ts";
import { insertSeverity } from "./priority.store.ts";
import { reviewPriority } from "./review-priority.ts";

/** Adds the finder's or the coordinator's view of how severe it is. */
export async function giveSeverity(services: Services, { actor, findingId, severity }: { readonly actor: Actor; readonly findingId: string; readonly severity: GiveSeverity }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await findFinding(tx, findingId);
    if (!row) throw notFound();
    await recordSeverity(services, tx, { findingId, by: row.organisation_id === actor.organisationId ? "finder" : "coordinator", severity, actor });
  });
}

/** Adds one party's severity beside all others; none is ever overwritten (INV-16). */
export async function recordSeverity(
  services: Services,
  tx: Transaction,
  { findingId, by, severity, actor }: { readonly findingId: string; readonly by: SeverityBy; readonly severity: GiveSeverity; readonly actor: Pick<Actor, "personId" | "organisationId"> },
): Promise<void> {
  const scored = severity.vector === undefined ? null : scoreVector(severity.vector, severity.level);
  await insertSeverity(tx, { id: newId("sev"), findingId, by, level: severity.level, vector: severity.vector ?? null, version: scored?.version ?? null, score: scored?.score ?? null, at: services.clock() });
  await appendEntry(services, tx, { kind: "findings.severity-given", subject: findingId, by: actor, data: { by, level: severity.level } });
  await services.jobs.enqueue(tx, reviewPriority, { findingId, change: null });
}

function scoreVector(vector: string, level: string): { readonly version: string; readonly score: number } {
  try {
    const { version, score, rating } = cvssScore(vector);
    if (rating !== level) throw new FindingsRefusal("severity-disagrees", `level: the vector's rating is ${rating}; give that level or correct the vector`, { field: "level" });
    return { version, score };
  } catch (cause) {
    if (!(cause instanceof AdvisoryError)) throw cause;
    throw new FindingsRefusal("severity-disagrees", `vector: ${cause.message}`, { field: "vector", cause });
  }
}
