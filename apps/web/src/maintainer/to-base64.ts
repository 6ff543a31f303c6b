// String.fromCharCode takes its characters as arguments, of which an engine allows some ten thousands.
const CHUNK = 8192;

/** A file's bytes as the API takes them in a body. */
export async function toBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let characters = "";
  for (let at = 0; at < bytes.length; at += CHUNK) characters += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(characters);
}
