import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Inventory, SourcePlace } from "#engines/exposure";
import type { Services } from "#rooms/platform";

const CONTENT = "distribution-inventory";
const FILE_NAME = "distribution-file-name";
// What we sealed ourselves: a list of 16 MiB, its texts kept twice, some names around each.
const LARGEST_BYTES = 256 * 1024 * 1024;

/** Compressed before it is sealed: the largest list of 200,000 rows would not fit a row of the database otherwise. */
export function sealInventory(services: Services, id: string, inventory: Inventory): string {
  return services.keys.seal(CONTENT, id, zstdCompressSync(JSON.stringify(inventory)));
}

export function openInventory(services: Services, id: string, sealed: string): Inventory {
  return JSON.parse(zstdDecompressSync(services.keys.open(CONTENT, id, sealed), { maxOutputLength: LARGEST_BYTES }).toString("utf8")) as Inventory;
}

/** A file's name alone may say what stands where. */
export function sealFileName(services: Services, id: string, fileName: string): string {
  return services.keys.seal(FILE_NAME, id, fileName);
}

export function openFileName(services: Services, id: string, sealed: string): string {
  return services.keys.open(FILE_NAME, id, sealed).toString("utf8");
}

/** Where something stands in the operator's own file. */
export function describePlace({ line, path }: SourcePlace): string {
  return line === null ? (path ?? "") : `line ${line}`;
}
