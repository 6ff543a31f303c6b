import { createHash } from "node:crypto";

// UUIDv5 of RFC 9562's namespace of URLs and https://breakwater.invalid/documents: ours alone, so that nobody else mints our ids.
const OWN_NAMESPACE = uuid5("6ba7b811-9dad-11d1-80b4-00c04fd430c8", "https://breakwater.invalid/documents");

/** RFC 9562, section 5.5. */
export function uuid5(namespace: string, name: string): string {
  const digest = createHash("sha1").update(Buffer.from(namespace.replaceAll("-", ""), "hex")).update(name).digest().subarray(0, 16);
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  return digest.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The UUID of what the key names: the same for every revision of a document. */
export function ownUuid(...key: readonly string[]): string {
  return uuid5(OWN_NAMESPACE, JSON.stringify(key));
}
