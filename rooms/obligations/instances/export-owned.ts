import { INSTANCES_A_PAGE } from "#contracts/agency-workbench";
import type { Services } from "#rooms/platform";
import { listAssets } from "./assets/assets.store.ts";
import { openAsset } from "./assets/sealed-asset.ts";
import { describe } from "./exceptions/ask-exception.ts";
import { listOwnExceptions } from "./exceptions/exceptions.store.ts";
import { listTasks } from "./forensics/forensics.store.ts";
import { listImports } from "./imports/imports.store.ts";

const PIECE = INSTANCES_A_PAGE * 50;

/** What an agency put down here, for its own file. Its instances, of which there may be a million, it downloads as a list of their own. */
export async function exportInstancesOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db } = services;
  const assets: object[] = [];
  for (let after: string | undefined = ""; after !== undefined; ) {
    const rows: Awaited<ReturnType<typeof listAssets>> = await listAssets(db, organisationId, { after, limit: PIECE, isWithRetired: true });
    assets.push(...rows.map((row) => ({ id: row.id, ...openAsset(services, row), environment: row.environment, exposed: row.exposed, retiredOn: row.retired_on, updatedAt: row.updated_at })));
    after = rows.length < PIECE ? undefined : rows.at(-1)?.id;
  }
  return {
    assets,
    instancesAt: "/api/agency/instances/export",
    scans: (await listImports(db, organisationId)).map(({ id, scanner, scanned_on: scannedOn, state, receipt }) => ({ id, scanner, scannedOn, state, ...receipt })),
    forensicTasks: (await listTasks(db, organisationId)).map(({ id, cve_id: cveId, state, steps, report_digest: reportDigest }) => ({ id, cveId, state, steps, reportDigest })),
    instanceExceptions: (await listOwnExceptions(db, organisationId)).map((row) => describe(services, row)),
  };
}
