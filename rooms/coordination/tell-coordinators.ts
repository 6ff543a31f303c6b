import { listToTell } from "#rooms/findings";
import { notify, type Services, type Transaction } from "#rooms/platform";
import type { CaseRow } from "./coordination.store.ts";

/** Tells the coordinators of something that happened in a case, usually by its maintainer. */
export async function tellCoordinators(services: Services, tx: Transaction, { row, kind, params = {}, page }: { readonly row: Pick<CaseRow, "id" | "finding_id">; readonly kind: string; readonly params?: Readonly<Record<string, string>>; readonly page?: "tasks" | "hand-off" }): Promise<void> {
  for (const analyst of await listToTell(tx, row.finding_id)) {
    await notify(services, tx, { to: { personId: analyst.id, email: analyst.email }, kind, params: { id: row.id, ...params }, link: `/clearinghouse/cases/${row.id}${page === undefined ? "" : `/${page}`}` });
  }
}
