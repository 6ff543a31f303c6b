import { MAX_RECORDS, MOST_TOLD, type MetadataReceipt, type ToldLine } from "#contracts/agency-workbench";
import { appendEntry } from "#rooms/audit";
import type { Actor, Services } from "#rooms/platform";
import { InstancesRefusal } from "../instances.errors.ts";
import { readJsonLines } from "../imports/read-lines.ts";
import { lockDating } from "./date-clocks.store.ts";
import { saveMetadata } from "./flaws.store.ts";
import { readMetadata, type Metadata } from "./read-metadata.rules.ts";
import { redate } from "./redate.ts";

/** The longest CVE record; the largest published are near 1 MB. */
const MAX_RECORD_BYTES = 4 * 1024 * 1024;
const BATCH = 2000;

/**
 * Takes CISA's metadata from CVE records, one a line, and dates anew what they change. A line that is no CVE record is told and
 * left out; one without CISA's container changes nothing, so that what was known stays. What was taken stays when the stream breaks off.
 * @throws InstancesRefusal `metadata-not-readable` when not one line is a CVE record
 */
export async function takeMetadata(services: Services, { actor, body }: { readonly actor: Actor; readonly body: AsyncIterable<Uint8Array> }): Promise<MetadataReceipt> {
  const receipt = { records: 0, taken: 0, withoutMetadata: 0, refused: 0, redated: 0, told: [] as ToldLine[] };
  const batch = new Map<string, Metadata>();
  const store = async () => {
    const { changed, clocks } = await storeBatch(services, actor, [...batch.values()]);
    receipt.taken += changed;
    receipt.redated += clocks;
    batch.clear();
  };
  for await (const lines of readJsonLines(body, MAX_RECORD_BYTES)) {
    for (const { line, value, fault } of lines) {
      receipt.records += 1;
      if (receipt.records > MAX_RECORDS) throw new InstancesRefusal("metadata-not-readable", `body: more than ${MAX_RECORDS} records; send the rest in another stream`, { field: "body" });
      const read = fault === undefined ? readMetadata(value) : undefined;
      if (read === undefined) {
        receipt.refused += 1;
        if (receipt.told.length < MOST_TOLD) receipt.told.push({ line, reason: fault ?? "is no CVE record: cveMetadata.cveId is missing" });
      } else if (read === null) receipt.withoutMetadata += 1;
      else batch.set(read.cveId, read);
      if (batch.size >= BATCH) await store();
    }
  }
  if (receipt.records === receipt.refused) throw new InstancesRefusal("metadata-not-readable", `body: no line holds a CVE record${receipt.told[0] ? ` (line ${receipt.told[0].line} ${receipt.told[0].reason})` : ""}; send CVE records in JSON, one a line`, { field: "body" });
  if (batch.size > 0) await store();
  return { ...receipt, same: receipt.records - receipt.taken - receipt.withoutMetadata - receipt.refused };
}

function storeBatch(services: Services, actor: Actor, all: readonly Metadata[]): Promise<{ readonly changed: number; readonly clocks: number }> {
  return services.db.inTransaction(async (tx) => {
    await lockDating(tx, "to-change-facts");
    const changed = await saveMetadata(tx, all, services.clock());
    if (changed.length === 0) return { changed: 0, clocks: 0 };
    await appendEntry(services, tx, { kind: "obligations.metadata-taken", subject: "vulnerability-metadata", by: actor, data: { records: changed.length } });
    const { clocks } = await redate(services, tx, { causes: new Map(changed.map(({ cveId }) => [cveId, "metadata-changed"])), by: actor });
    return { changed: changed.length, clocks };
  });
}
