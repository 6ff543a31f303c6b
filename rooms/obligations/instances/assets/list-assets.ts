import { INSTANCES_A_PAGE, type AgencyAsset } from "#contracts/agency-workbench";
import { notFound, type Services } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { countAssets, findAsset, listAssets, type AssetFilter, type AssetRow } from "./assets.store.ts";
import { openAsset } from "./sealed-asset.ts";
import { countOpenOf } from "../workbench/instances.store.ts";

/** A page of an agency's own assets. @param after the last id of the page before */
export async function readAssets(services: Services, organisationId: string, { after = "", ...filter }: AssetFilter & { readonly after?: string | undefined }): Promise<{ assets: AgencyAsset[]; total: number; next: string | null }> {
  await requireAgency(services.db, organisationId);
  const rows = await listAssets(services.db, organisationId, { ...filter, after, limit: INSTANCES_A_PAGE + 1 });
  const shown = rows.slice(0, INSTANCES_A_PAGE);
  return { assets: shown.map((row) => describeAsset(services, row, row.open)), total: await countAssets(services.db, organisationId, filter), next: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null };
}

export async function readAsset(services: Services, id: string): Promise<AgencyAsset> {
  const row = await findAsset(services.db, id);
  if (!row) throw notFound();
  return describeAsset(services, row, await countOpenOf(services.db, id));
}

function describeAsset(services: Services, row: AssetRow, openInstances: number): AgencyAsset {
  return { id: row.id, ...openAsset(services, row), environment: row.environment, exposed: row.exposed, openInstances, updatedAt: row.updated_at };
}
