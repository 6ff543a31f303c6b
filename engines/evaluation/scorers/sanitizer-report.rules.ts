import type { CrashSignature } from "#engines/verification";

/** The first frame of a symbolised report that lies in the target's folder, as a path in it; null where none does. */
export function findLocation(stderr: string, folder: string): string | null {
  const paths = [...stderr.matchAll(/^ +#\d+ 0x[0-9a-f]+ in \S+ (\/[\w./+-]+):\d+/gm)].map(([, path]) => path ?? "");
  return paths.find((path) => path.startsWith(`${folder}/`))?.slice(folder.length + 1) ?? null;
}

const OVERFLOWS: Readonly<Record<string, string>> = { "stack-buffer-overflow": "CWE-121", "heap-buffer-overflow": "CWE-122", "global-buffer-overflow": "CWE-787" };
const OTHERS: Readonly<Record<string, string>> = {
  "heap-use-after-free": "CWE-416",
  "double-free": "CWE-415",
  "signed-integer-overflow": "CWE-190",
  "division-by-zero": "CWE-369",
  FPE: "CWE-369",
};

/**
 * The weakness (MITRE CWE) a crash points to; CWE-119, the parent of the memory errors, when the report leaves it open. Where
 * the language keeps memory safe, it is the exception that nobody caught.
 */
export function weaknessOf({ kind, class: crashClass, access }: Pick<CrashSignature, "kind" | "class" | "access">): string {
  if (kind === "panic" || kind === "exception") return "CWE-248";
  const overflow = OVERFLOWS[crashClass];
  if (overflow !== undefined) return access?.kind === "read" ? "CWE-125" : overflow;
  return OTHERS[crashClass] ?? "CWE-119";
}
