import type { Tasking } from "#contracts/obligations";
import type { Services } from "#rooms/platform";
import { dueOn, taskingStatus } from "./obligations.rules.ts";
import { listEvidence, type EvidenceRow } from "./obligations.store.ts";
import { TASKINGS } from "./taskings.rules.ts";

/** The order's taskings with due day, status today and public evidence. */
export async function listTaskings(services: Services): Promise<readonly Tasking[]> {
  const today = services.clock().toISOString().slice(0, 10);
  const rows = await listEvidence(services.db);
  return TASKINGS.map((text) => {
    const own = rows.filter((row) => row.paragraph === text.paragraph);
    const evidence = own.map((row) => ({ kind: row.kind, publishedOn: row.published_on }));
    return { ...text, dueOn: dueOn(text.days), status: taskingStatus({ days: text.days, today, evidence }), evidence: own.map(toEvidence) };
  });
}

function toEvidence(row: EvidenceRow) {
  return { id: row.id, kind: row.kind, link: row.link, digest: row.digest, publishedOn: row.published_on, archivedOn: row.archived_on, recordedAt: row.recorded_at };
}
