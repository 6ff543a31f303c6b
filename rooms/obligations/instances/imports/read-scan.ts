import type { ScannerFormat } from "#contracts/agency-workbench";
import { InstancesRefusal } from "../instances.errors.ts";
import { fieldsOfObject, fieldsOfRow } from "./read-detection.rules.ts";
import { readCsv, readJsonLines, type ReadRecord } from "./read-lines.ts";
import { findColumns, SCANNERS, type Field, type Scanner } from "./scanners.rules.ts";

/** How far below the top the headings may stand: some exports begin with their own title and totals. */
const HEADINGS_WITHIN = 20;

type Fields = Readonly<Record<Field, string>>;

/**
 * The records of a scanner's file by field, piece by piece.
 * @throws InstancesRefusal `scan-not-readable` when no row near the top names the columns
 */
export async function* readScan(body: AsyncIterable<Uint8Array>, { scanner, mostCharacters }: { readonly scanner: ScannerFormat; readonly mostCharacters: number }): AsyncGenerator<readonly ReadRecord<Fields>[], void, undefined> {
  if (scanner === "ndjson") {
    for await (const lines of readJsonLines(body, mostCharacters)) yield lines.map((line) => toFields(line));
    return;
  }
  const layout = SCANNERS[scanner];
  let columns: Readonly<Record<Field, readonly number[]>> | undefined;
  let passed = 0;
  for await (const rows of readCsv(body, mostCharacters)) {
    const records: ReadRecord<Fields>[] = [];
    for (const row of rows) {
      if (columns) records.push(row.value ? { line: row.line, value: fieldsOfRow(row.value, columns) } : row);
      else {
        columns = row.value && findColumns(layout, row.value);
        passed += 1;
        if (!columns && passed >= HEADINGS_WITHIN) throw withoutHeadings(layout);
      }
    }
    yield records;
  }
  if (!columns) throw withoutHeadings(layout);
}

function toFields({ line, value, fault }: ReadRecord<unknown>): ReadRecord<Fields> {
  if (fault !== undefined) return { line, fault };
  const fields = fieldsOfObject(value);
  return fields ? { line, value: fields } : { line, fault: "is no JSON object" };
}

function withoutHeadings({ name, columns }: Scanner): InstancesRefusal {
  const needed = [columns.asset.join(" or "), columns.cve.join(" or ")].join(", and ");
  return new InstancesRefusal("scan-not-readable", `body: no row near the top names the columns of ${name}: ${needed} are needed`, { field: "body" });
}
