import type { EvidenceManifest } from "./verification.types.ts";

function quote(word: string): string {
  return /^[A-Za-z0-9_./=,:+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function toShell(argv: readonly string[]): string {
  return argv.map(quote).join(" ");
}

/** A plain shell script with which anyone repeats the finding without Breakwater. It runs the target: use a sandbox. */
export function writeReproduceScript({ target, reproducer, expected }: EvidenceManifest | Omit<EvidenceManifest, "files">): string {
  const effect = expected.kind === "sanitizer" ? `a sanitizer report of ${expected.class}` : `death by ${expected.signal}`;
  return [
    "#!/bin/sh",
    "# Builds the target in a copy of its source and runs it once on the reproducer.",
    "# This runs the code and the input of a stranger: do it in a virtual machine or a container without a network.",
    `# To be seen: ${effect}.`,
    "set -eu",
    'here=$(cd "$(dirname "$0")" && pwd)',
    "copy=$(mktemp -d)",
    `trap 'rm -rf "$copy"' EXIT`,
    `cp -R "$here"/${quote(target.source)}/. "$copy"`,
    'cd "$copy"',
    ...target.recipe.build.map(toShell),
    "export ASAN_OPTIONS=detect_leaks=0",
    `input="$here"/${quote(reproducer.input)}`,
    target.recipe.run.map((word) => word.split("{input}").map((part) => (part === "" ? "" : quote(part))).join('"$input"')).join(" "),
    "",
  ].join("\n");
}
