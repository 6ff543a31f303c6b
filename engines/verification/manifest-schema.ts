import { z } from "zod";
import { BundleError } from "./bundle.errors.ts";
import { isSafePath, SAFE_PATH, toSafeLine } from "./hostile-text.rules.ts";
import type { EvidenceManifest } from "./verification.types.ts";

// Everything here was written by whoever made the bundle. Each string is bounded; paths are checked, not repaired. What a
// pattern can say is said by a pattern, so that the published JSON schema says it too.

const hasNoControls = (text: string) => !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(text);
const text = (maxLength: number) => z.string().min(1).max(maxLength).refine(hasNoControls, "holds control characters");
const line = (maxLength: number) => text(maxLength).refine((value) => !/[\n\t]/.test(value), "must be one line");
const path = z.string().max(200).regex(SAFE_PATH, "must be a plain relative path of letters, digits and _@+=,.~- (at most 200 characters)").refine(isSafePath, "must not lead upwards");
const word = z.string().max(1000).refine((value) => !/[\u0000-\u001f\u007f]/.test(value), "holds control characters");
const command = z.array(word).min(1).max(64).refine((argv) => argv[0] !== "", "names no program");
const namesInput = (argv: readonly string[]) => argv.slice(1).some((argument) => argument.includes("{input}"));
const digest = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in lower-case hex");
const NEEDS_INPUT = "must have an argument {input}, the input file's place";

const sanitizer = z.strictObject({ kind: z.literal("sanitizer"), class: z.string().regex(/^[A-Za-z][A-Za-z-]{2,60}$/, "must be the sanitizer's word, such as heap-buffer-overflow") });
const signal = z.strictObject({ kind: z.literal("signal"), signal: z.string().regex(/^SIG[A-Z0-9]{2,10}$/, "must be a signal name such as SIGSEGV") });

const expected = z.discriminatedUnion("kind", [
  sanitizer,
  signal,
  z.strictObject({ kind: z.literal("traceback"), class: z.string().regex(/^[A-Za-z_][A-Za-z0-9_.:$ -]{0,120}$/, "must be the exception's type or the panic's reason, such as IndexError") }),
  z.strictObject({ kind: z.literal("assertion"), text: line(200) }),
  z.strictObject({ kind: z.literal("disclosure"), plant: path }),
  z.strictObject({ kind: z.literal("time"), overMs: z.int().min(500).max(60_000) }),
  z.strictObject({ kind: z.literal("memory"), overBytes: z.int().min(16 * 1024 * 1024).max(1024 * 1024 * 1024) }),
  z.strictObject({ kind: z.literal("wrong-output"), oracle: command.refine(namesInput, NEEDS_INPUT) }),
]);

const about = {
  title: line(200),
  description: text(20_000),
  weakness: z.string().regex(/^CWE-\d{1,5}$/, "must be a CWE identifier such as CWE-122"),
};
const target = {
  name: line(100),
  version: line(100),
  repository: line(500).refine((value) => URL.canParse(value) && new URL(value).protocol === "https:", "must be an https address").nullable(),
  location: path,
  source: path,
};
const rest = {
  controls: z.array(path).max(100),
  candidatePatch: path.nullable(),
  provenance: z.strictObject({
    finder: line(200),
    aiGenerated: z.boolean(),
    model: line(200).nullable(),
    harness: line(200).nullable(),
    humanReview: z.enum(["none", "reviewed"]),
  }),
  files: z.record(path, digest),
};

/** As written by Breakwater 0.1; still read. */
const first = z.strictObject({
  schema: z.literal("breakwater-evidence/1"),
  ...about,
  target: z.strictObject({
    ...target,
    recipe: z.strictObject({ language: z.enum(["c", "python"]), build: z.array(command).max(32), run: command.refine(namesInput, NEEDS_INPUT), tests: z.array(command).max(32) }),
  }),
  reproducer: z.strictObject({ input: path }),
  expected: z.discriminatedUnion("kind", [sanitizer, signal]),
  ...rest,
});

const second = z.strictObject({
  schema: z.literal("breakwater-evidence/2"),
  ...about,
  target: z
    .strictObject({
      ...target,
      form: z.enum(["tree", "archive", "prebuilt"]).exactOptional(),
      artefact: z.strictObject({ path, sha256: digest }).exactOptional(),
      recipe: z.strictObject({ language: z.enum(["c", "python", "javascript", "java", "go", "rust"]), build: z.array(command).max(32), run: command, tests: z.array(command).max(32) }),
      entry: z.strictObject({ file: path, function: line(200) }).exactOptional(),
      harness: z.array(path).max(100).exactOptional(),
    })
    .refine(({ form, artefact }) => (form === "prebuilt") === (artefact !== undefined), { path: ["artefact"], message: "must be there when form is prebuilt, and only then" })
    .refine(({ form, recipe }) => form !== "prebuilt" || recipe.build.length === 0, { path: ["recipe", "build"], message: "must be empty when form is prebuilt" }),
  reproducer: z.strictObject({
    input: path,
    delivery: z.enum(["file", "stdin", "argument"]).exactOptional(),
    argv: command.exactOptional(),
    script: path.exactOptional(),
  }),
  expected,
  variants: z.array(path).max(100).exactOptional(),
  ...rest,
})
  .refine(({ reproducer, target: { recipe } }) => reproducer.delivery === "stdin" || reproducer.script !== undefined || namesInput(reproducer.argv ?? recipe.run), { path: ["target", "recipe", "run"], message: NEEDS_INPUT })
  .refine(({ expected: effect, controls }) => (effect.kind !== "time" && effect.kind !== "memory") || controls.length > 0, { path: ["controls"], message: "must name a benign input to compare with, since the effect is an excess" });

export const evidenceManifestSchema = z.discriminatedUnion("schema", [first, second]) satisfies z.ZodType<EvidenceManifest>;

/** The published JSON Schema (2020-12) of `manifest.json`; what only a program can check is said in the descriptions' stead by `readBundle`. */
export function evidenceJsonSchema(): Record<string, unknown> {
  return { $id: "urn:breakwater:evidence:2", title: "Breakwater evidence bundle, manifest.json", ...z.toJSONSchema(evidenceManifestSchema, { target: "draft-2020-12" }) };
}

/** Throws `BundleError` naming the first wrong field. */
export function parseManifest(value: unknown): EvidenceManifest {
  const parsed = evidenceManifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = ["manifest", ...(issue?.path ?? []).map(String)].join(".");
  throw new BundleError("manifest-invalid", toSafeLine(field), toSafeLine(issue?.message ?? "is not a manifest"), { cause: parsed.error });
}
