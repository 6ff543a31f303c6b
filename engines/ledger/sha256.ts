import { hash } from "node:crypto";

/** SHA-256 of the bytes, or of the UTF-8 of a string. */
export function sha256(content: Uint8Array | string): Buffer {
  return hash("sha256", content, "buffer");
}

/** SHA-256 as 64 lower-case hex digits. */
export function sha256Hex(content: Uint8Array | string): string {
  return hash("sha256", content, "hex");
}
