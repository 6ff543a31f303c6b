import { MAX_RECORD_BYTES, MAX_RECORDS, MOST_TOLD, type AssetReceipt, type SaveAsset, type ToldLine } from "#contracts/agency-workbench";
import type { Actor, Services } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { readCsv } from "../imports/read-lines.ts";
import { InstancesRefusal } from "../instances.errors.ts";
import { findAssetColumns, readAssetRow, type AssetColumns } from "./asset-columns.rules.ts";
import { saveBatch } from "./save-assets.ts";

const BATCH = 2000;

/**
 * Takes a list of assets as CSV, of any length; each row stands or falls alone, and what was stored stays when the stream breaks off.
 * @throws InstancesRefusal `list-not-readable` when no heading row names the assets, or it names none below
 */
export async function importAssets(services: Services, { actor, body }: { readonly actor: Actor; readonly body: AsyncIterable<Uint8Array> }): Promise<AssetReceipt> {
  await requireAgency(services.db, actor.organisationId);
  const receipt = { records: 0, added: 0, changed: 0, same: 0, refused: 0, told: [] as ToldLine[] };
  let columns: AssetColumns | undefined;
  let batch: SaveAsset[] = [];
  const store = async () => {
    const saved = await saveBatch(services, actor, batch);
    batch = [];
    for (const name of ["added", "changed", "same"] as const) receipt[name] += saved[name];
  };
  for await (const rows of readCsv(body, MAX_RECORD_BYTES)) {
    for (const { line, value, fault } of rows) {
      if (!columns) {
        columns = value && findAssetColumns(value);
        if (!columns) throw unreadable("the first row must name the columns, such as asset,name,kind,environment,exposed,owner_unit");
        continue;
      }
      receipt.records += 1;
      if (receipt.records > MAX_RECORDS) throw unreadable(`more than ${MAX_RECORDS} assets; send the rest in another file`);
      const read = fault === undefined ? readAssetRow(value, columns) : { refused: fault };
      if ("refused" in read) {
        receipt.refused += 1;
        if (receipt.told.length < MOST_TOLD) receipt.told.push({ line, reason: read.refused });
      } else batch.push(read);
      if (batch.length >= BATCH) await store();
    }
  }
  if (receipt.records === 0) throw unreadable("there is no row below the headings");
  if (batch.length > 0) await store();
  return receipt;
}

function unreadable(why: string): InstancesRefusal {
  return new InstancesRefusal("list-not-readable", `body: ${why}`, { field: "body" });
}
