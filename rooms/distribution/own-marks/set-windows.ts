import { maintenanceWindows, type MaintenanceWindows } from "#contracts/distribution";
import { isTimeZone, proposeWindows, type ProposedWindow } from "#engines/exposure";
import { appendEntry } from "#rooms/audit";
import type { Actor, Queryable, Services } from "#rooms/platform";
import { DistributionRefusal, notEnrolled } from "../distribution.errors.ts";
import { lockOperator } from "../distribution.store.ts";
import { findMaintenance, upsertMaintenance } from "./own-marks.store.ts";

const PURPOSE = "distribution-maintenance";
const NONE: MaintenanceWindows = { zone: "UTC", weekly: [], blackouts: [] };

/** When an operator's things may stand still; no window at all before it has said so. */
export async function readWindows(services: Services, db: Queryable, organisationId: string): Promise<MaintenanceWindows> {
  const sealed = await findMaintenance(db, organisationId);
  return sealed === undefined ? NONE : maintenanceWindows.parse(JSON.parse(services.keys.open(PURPOSE, organisationId, sealed).toString("utf8")));
}

export async function proposeOwnWindows(services: Services, db: Queryable, organisationId: string): Promise<readonly ProposedWindow[]> {
  return proposeWindows(await readWindows(services, db, organisationId), services.clock().toISOString());
}

/** Sets them anew, all at once. */
export async function setWindows(services: Services, { actor, organisationId, windows }: { readonly actor: Actor; readonly organisationId: string; readonly windows: MaintenanceWindows }): Promise<MaintenanceWindows> {
  if (!isTimeZone(windows.zone)) throw new DistributionRefusal("windows-not-valid", "zone: there is no such time zone; give one such as America/Chicago", { field: "zone" });
  const backwards = windows.blackouts.findIndex(({ from, to }) => to < from);
  if (backwards >= 0) throw new DistributionRefusal("windows-not-valid", `blackouts.${backwards}.to: lies before its first day; give the last day`, { field: `blackouts.${backwards}.to` });
  return services.db.inTransaction(async (tx) => {
    if (!(await lockOperator(tx, organisationId))) throw notEnrolled();
    await upsertMaintenance(tx, { organisationId, content: services.keys.seal(PURPOSE, organisationId, JSON.stringify(windows)) });
    await appendEntry(services, tx, { kind: "distribution.windows-set", subject: organisationId, by: actor, data: { weekly: windows.weekly.length, blackouts: windows.blackouts.length }, visibleTo: [organisationId] });
    return windows;
  });
}
