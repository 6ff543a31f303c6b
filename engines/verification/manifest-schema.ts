import { z } from "zod";
import { BundleError } from "./bundle.errors.ts";
import { isSafePath, toSafeLine } from "./hostile-text.rules.ts";
import type { EvidenceManifest } from "./verification.types.ts";

// Everything here was written by whoever made the bundle. Each string is bounded; paths are checked, not repaired.

const hasNoControls = (text: string) => !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(text);
const text = (maxLength: number) => z.string().min(1).max(maxLength).refine(hasNoControls, "holds control characters");
const line = (maxLength: number) => text(maxLength).refine((value) => !/[\n\t]/.test(value), "must be one line");
const path = z.string().refine(isSafePath, "must be a plain relative path of letters, digits and _@+=,.~- (at most 200 characters)");
const word = z.string().max(1000).refine((value) => !/[\u0000-\u001f\u007f]/.test(value), "holds control characters");
const command = z.array(word).min(1).max(64).refine((argv) => argv[0] !== "", "names no program");

const recipe = z.strictObject({
  language: z.enum(["c", "python"]),
  build: z.array(command).max(32),
  run: command.refine((argv) => argv.slice(1).some((argument) => argument.includes("{input}")), "must have an argument {input}, the input file's place"),
  tests: z.array(command).max(32),
});

export const evidenceManifestSchema = z.strictObject({
  schema: z.literal("breakwater-evidence/1"),
  title: line(200),
  description: text(20_000),
  weakness: z.string().regex(/^CWE-\d{1,5}$/, "must be a CWE identifier such as CWE-122"),
  target: z.strictObject({
    name: line(100),
    version: line(100),
    repository: line(500).refine((value) => URL.canParse(value) && new URL(value).protocol === "https:", "must be an https address").nullable(),
    location: path,
    source: path,
    recipe,
  }),
  reproducer: z.strictObject({ input: path }),
  expected: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("sanitizer"), class: z.string().regex(/^[a-z][a-z-]{2,60}$/i, "must be the sanitizer's word, such as heap-buffer-overflow") }),
    z.strictObject({ kind: z.literal("signal"), signal: z.string().regex(/^SIG[A-Z0-9]{2,10}$/, "must be a signal name such as SIGSEGV") }),
  ]),
  controls: z.array(path).max(100),
  candidatePatch: path.nullable(),
  provenance: z.strictObject({
    finder: line(200),
    aiGenerated: z.boolean(),
    model: line(200).nullable(),
    harness: line(200).nullable(),
    humanReview: z.enum(["none", "reviewed"]),
  }),
  files: z.record(path, z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in lower-case hex")),
}) satisfies z.ZodType<EvidenceManifest>;

/** Throws `BundleError` naming the first wrong field. */
export function parseManifest(value: unknown): EvidenceManifest {
  const parsed = evidenceManifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = ["manifest", ...(issue?.path ?? []).map(String)].join(".");
  throw new BundleError("manifest-invalid", toSafeLine(field), toSafeLine(issue?.message ?? "is not a manifest"), { cause: parsed.error });
}
