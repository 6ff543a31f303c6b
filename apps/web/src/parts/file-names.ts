/** What a file of this device is called when it is given: one line, without what leads elsewhere. */
export function toGivenName(file: Pick<File, "name">): string {
  return file.name.replaceAll(/[\p{Cc}\p{Cf}/\\]/gu, "_").slice(0, 200) || "file";
}

/** What a file of somebody else's is called when it is kept: only what no system reads anything into. */
export function toKeptName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, "_").replace(/^\.+/, "_");
}
