import { settle, showBesideTotal, SMALL_CELL } from "#rooms/access";
import { newId, type Services, type Transaction } from "#rooms/platform";
import { findFinding } from "../findings.store.ts";
import { findExposure, insertExposure, listOpenSealed } from "./priority.store.ts";
import { reviewPriority } from "./review-priority.ts";
import { openSummary } from "../sealed-records.ts";

/** What may be told of a finding to whoever counts who runs it: the product's name and place, and nothing that it says of it. */
export interface ProductKey {
  readonly findingId: string;
  readonly name: string;
  readonly repository: string | null;
}

/** The products of all findings that somebody still has to fix. */
export async function listProductKeys(services: Services): Promise<readonly ProductKey[]> {
  return (await listOpenSealed(services.db)).map((row) => {
    const { name, repository } = openSummary(services, row).target;
    return { findingId: row.id, name, repository };
  });
}

export interface RecordExposure {
  readonly findingId: string;
  /** Exact; what is kept of them names nobody. */
  readonly operators: number;
  readonly sectors: readonly (readonly [sector: string, operators: number])[];
}

/**
 * Keeps how many enrolled operators would be affected, pushed down by the room that knows them. A small number is kept as
 * "some", and what stood stands until it has moved by a whole small cell (rooms/access/small-cells.rules.ts). When more are
 * exposed than before, the finding is decided again.
 */
export async function recordExposure(services: Services, tx: Transaction, { findingId, operators, sectors }: RecordExposure): Promise<void> {
  if (!(await findFinding(tx, findingId))) return;
  const last = await findExposure(tx, findingId);
  const standing = settle({ count: operators, stood: last?.operators ?? 0 });
  const isTold = operators === 0 || standing >= SMALL_CELL;
  const next = {
    operators: isTold ? (operators === 0 ? 0 : standing) : null,
    // Beside a total that stands for another one nothing may be told.
    sectors: standing === operators && isTold ? showBesideTotal(sectors).map(([sector, count]) => ({ sector, operators: count })) : [],
  };
  if (last && last.operators === next.operators && JSON.stringify(last.sectors) === JSON.stringify(next.sectors)) return;
  await insertExposure(tx, { id: newId("expo"), findingId, ...next, at: services.clock() });
  const hasRisen = (next.operators ?? 1) > (last ? (last.operators ?? 1) : 0);
  await services.jobs.enqueue(tx, reviewPriority, { findingId, change: hasRisen ? { cause: "exposure-rose", cveId: null } : null });
}
