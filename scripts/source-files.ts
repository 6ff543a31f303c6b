// The files that belong to the repository: committed, or new and not ignored.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Paths relative to root, with forward slashes, sorted. */
export function listSourceFiles(root: string): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  // A file deleted but not yet committed is still listed.
  return [...new Set(listed.split("\0"))].filter((path) => path !== "" && existsSync(join(root, path))).toSorted();
}

export function isTypeScript(path: string): boolean {
  return /\.tsx?$/.test(path);
}
