import { describeEffect } from "./expected-effect.rules.ts";
import type { EvidenceManifest, ExpectedEffect } from "./verification.types.ts";

function quote(word: string): string {
  return /^[A-Za-z0-9_./=,:+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function toShell(argv: readonly string[]): string {
  return argv.map(quote).join(" ");
}

/** A command line in which the shell puts the value of `variable` for `{input}`. */
function withInput(argv: readonly string[], variable: string): string {
  return argv.map((word) => word.split("{input}").map((part) => (part === "" ? "" : quote(part))).join(`"$${variable}"`)).join(" ");
}

function toRunLine({ target, reproducer }: Omit<EvidenceManifest, "files">): string {
  if (reproducer.script !== undefined) return `sh "$here"/${quote(reproducer.script)} "$input"`;
  const argv = reproducer.argv ?? target.recipe.run;
  if (reproducer.delivery === "argument") return withInput(argv, "argument");
  return `${withInput(argv, "input")}${reproducer.delivery === "stdin" ? ' < "$input"' : ""}`;
}

/** Shell lines around the run: what must be there before it, what bounds it, and how its effect is told. */
function toTrial(expected: ExpectedEffect, run: string): readonly string[] {
  const plain = [`( ${run} ) > ../stdout 2> ../stderr && status=0 || status=$?`];
  switch (expected.kind) {
    case "sanitizer":
      return [...plain, `grep -qi ${quote(expected.class.replaceAll("-", "[- ]"))} ../stderr && seen=yes`];
    case "signal":
      return [...plain, `[ "$status" -gt 128 ] && [ "$(kill -l "$((status - 128))")" = ${quote(expected.signal.replace(/^SIG/, ""))} ] && seen=yes`];
    case "traceback":
      return [...plain, `grep -qF ${quote(expected.class)} ../stderr && [ "$status" -ne 0 ] && seen=yes`];
    case "assertion":
      return [...plain, `grep -qF ${quote(expected.text)} ../stderr && [ "$status" -ne 0 ] && seen=yes`];
    case "disclosure":
      return ['secret=flag-$(od -An -N16 -tx1 /dev/urandom | tr -d " \\n")', `mkdir -p "$(dirname ./${quote(expected.plant)})"`, `echo "$secret" > ./${quote(expected.plant)}`, ...plain, 'grep -qF "$secret" ../stdout ../stderr && seen=yes'];
    case "time":
      // In whole seconds, rounded up: timeout(1) of a small system knows no fractions.
      return [`( timeout ${Math.ceil(expected.overMs / 1000)} ${run} ) > ../stdout 2> ../stderr && status=0 || status=$?`, '[ "$status" -eq 124 ] && seen=yes'];
    case "memory":
      return [`( ulimit -v ${Math.ceil(expected.overBytes / 1024)}; ${run} ) > ../stdout 2> ../stderr && status=0 || status=$?`, '[ "$status" -ne 0 ] && seen=yes'];
    case "wrong-output":
      return [...plain, `( cd "$here"/oracle && ${withInput(expected.oracle, "input")} ) > ../oracle-stdout`, "cmp -s ../stdout ../oracle-stdout || seen=yes"];
  }
}

/** A tree or a prebuilt program is copied; of an archive whose files all lie in one folder, that folder is the target. */
function toUnpack({ target }: Omit<EvidenceManifest, "files">): readonly string[] {
  if (target.form !== "archive") return [`cp -R "$here"/${quote(target.source)}/. .`, ...(target.artefact ? [`chmod 755 ./${quote(target.artefact.path)}`] : [])];
  return [`tar -xf "$here"/${quote(target.source)}`, 'if [ "$(ls -A | wc -l)" -eq 1 ] && [ -d "$(ls -A)" ]; then cd "$(ls -A)"; mkdir ../../kept; cp -R . ../../kept; cd ../../kept; fi'];
}

/**
 * A plain shell script with which anyone repeats the finding without Breakwater: a POSIX shell, bubblewrap and what the
 * target needs. Ends with 0 when the effect was seen, 1 when not, 3 when something is missing.
 */
export function writeReproduceScript(manifest: Omit<EvidenceManifest, "files">): string {
  const { target, reproducer, expected } = manifest;
  const effect = describeEffect(expected).replaceAll(/[^ -~]/g, "?");
  return [
    "#!/bin/sh",
    "# Builds the target in a copy of its source and runs it once on the reproducer, inside bubblewrap and without a network.",
    "# This is the code and the input of a stranger: --without-sandbox is for a virtual machine that you throw away.",
    `# To be seen: ${effect}.`,
    "set -eu",
    'here=$(cd "$(dirname "$0")" && pwd)',
    'case "${1:-}" in',
    "inside | --without-sandbox) ;;",
    "*)",
    '  command -v bwrap > /dev/null || { echo "bubblewrap is missing: apt-get install bubblewrap" >&2; exit 3; }',
    "  exec bwrap --unshare-all --die-with-parent --new-session --cap-drop ALL --clearenv \\",
    "    --setenv PATH /usr/local/bin:/usr/bin:/bin --setenv HOME /box --setenv LANG C.UTF-8 \\",
    "    --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/sbin /sbin --symlink usr/lib /lib --symlink usr/lib64 /lib64 \\",
    "    --ro-bind-try /etc/alternatives /etc/alternatives --ro-bind-try /etc/ld.so.cache /etc/ld.so.cache \\",
    '    --proc /proc --dev /dev --tmpfs /tmp --tmpfs /box --ro-bind "$here" /bundle --chdir /box sh /bundle/reproduce.sh inside',
    "  ;;",
    "esac",
    "work=$(mktemp -d)",
    `trap 'rm -rf "$work"' EXIT`,
    'mkdir "$work/target"',
    'cd "$work/target"',
    ...toUnpack(manifest),
    ...target.recipe.build.map(toShell),
    "export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1",
    `input="$here"/${quote(reproducer.input)}`,
    ...(reproducer.delivery === "argument" ? ['argument=$(cat "$input"; printf x)', "argument=${argument%x}"] : []),
    "seen=no",
    ...toTrial(expected, toRunLine(manifest)),
    "cat ../stdout",
    "cat ../stderr >&2",
    `echo ${quote(`To be seen: ${effect}. Seen:`)} "$seen" >&2`,
    '[ "$seen" = yes ]',
    "",
  ].join("\n");
}
