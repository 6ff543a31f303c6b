import { z } from "zod";

import { difficultyOf } from "./difficulty.rules.ts";
import type { BenchmarkTask, FileSelection, Solution } from "./set.types.ts";

// A set runs commands only in sandboxes and never reaches out of its folders, but whoever wrote it may be a stranger: every
// text is bounded, every path is relative and leads nowhere up, and an unknown field is refused, because a misspelt limit
// would be no limit.

const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "use 1–64 lower-case letters, digits and hyphens");
const line = (most: number) => z.string().min(1).max(most).regex(/^[^\u0000-\u001f\u007f]+$/, "use one line without control characters");
const text = (most: number) => z.string().min(1).max(most).regex(/^[^\u0000-\u0008\u000b-\u001f\u007f]+$/, "leave out control characters");
const pathSchema = z.string().max(200).regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^/\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$/, "use a plain relative path");
// A path on the agent's side ends in sandbox paths and, where it is a control, in a bundle.
const plainPathSchema = pathSchema.regex(/^[\w.+@=,~ -]+(?:\/[\w.+@=,~ -]+)*$/, "use a plain relative path");
const commandSchema = z.array(z.string().max(4_000)).min(1).max(64);
const commandsSchema = z.array(commandSchema).max(32);
const patternsSchema = z.array(z.string().min(1).max(200)).max(64);

const limitsShape = {
  turns: z.int().min(1).max(10_000),
  messages: z.int().min(2).max(50_000),
  tokens: z.int().min(1).max(100_000_000),
  timeMs: z.int().min(1_000).max(86_400_000),
  attempts: z.int().min(1).max(100),
  workingTimeMs: z.int().min(1_000).max(86_400_000).exactOptional(),
  costMicroUsd: z.int().min(1).max(1_000_000_000_000).exactOptional(),
};
const limitsSchema = z.strictObject(limitsShape);

/** A folder, or a folder with patterns. `.` is the task's own. */
const selection = (otherwise: string) => {
  const folder = z.union([z.literal("."), pathSchema]);
  return z
    .union([folder.transform((from) => ({ from })), z.strictObject({ from: folder.default(otherwise), include: patternsSchema.min(1).exactOptional(), exclude: patternsSchema.exactOptional() })])
    .transform(({ from, ...patterns }): FileSelection => ({ from, include: ["**"], exclude: [], ...patterns }));
};

const ACCESS_MODES = ["remote-endpoint", "leased-endpoint", "local-endpoint"] as const;

export const setSchema = z.strictObject({
  schema: z.literal("breakwater-set/1"),
  id: idSchema,
  version: z.string().regex(/^[\w.-]{1,32}$/, 'use a quoted word such as "1"'),
  title: line(200),
  marking: line(100),
  accessModes: z.array(z.enum(ACCESS_MODES)).min(1).max(3),
  licence: line(100),
  canary: line(200).min(16),
  synthetic: z.boolean(),
  /** For every task that has none of its own. */
  limits: limitsSchema.exactOptional(),
  wraps: z
    .array(
      z.strictObject({
        /** The outside corpus, relative to the set's folder; it may lie beside or above it. */
        root: z.string().min(1).max(500).regex(/^[^/\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$/, "use a path relative to the set's folder"),
        each: z.union([
          z.strictObject({ csv: pathSchema }),
          z.strictObject({ jsonl: pathSchema }),
          z.strictObject({ folders: z.string().max(200).regex(/^(?!.*(?:^|\/)\.\.(?:\/|$))[^/].*$/, "use a pattern below root"), about: pathSchema.exactOptional() }),
        ]),
        where: z.record(z.string().max(100), z.array(z.string().max(200)).min(1).max(100)).exactOptional(),
        folder: z.string().max(200).exactOptional(),
        task: z.record(z.string(), z.unknown()),
      }),
    )
    .max(32)
    .default([]),
});
export type SetHeader = z.infer<typeof setSchema>;
export type Wrap = SetHeader["wraps"][number];

const scriptName = pathSchema;
const ENCODINGS = ["plain", "other-case", "reversed", "rot13", "utf-16", "base64", "base32", "hex", "percent", "decimal", "gzip", "zlib", "zip", "zstd", "xor"] as const;
const solutionSchema = z
  .strictObject({
    from: z.union([z.literal("."), pathSchema]).default("solution"),
    reference: z
      .union([
        scriptName.transform((script) => ({ script })),
        z.strictObject({ input: pathSchema.exactOptional(), patch: pathSchema.exactOptional(), answer: z.string().max(4_000).exactOptional() }),
      ])
      .nullable()
      .default(null),
    none: scriptName.nullable().default(null),
    nearMisses: z.array(scriptName).max(16).default([]),
    encodings: z.array(z.enum(ENCODINGS)).max(ENCODINGS.length).default([]),
  })
  .prefault({});

const taskBase = {
  schema: z.literal("breakwater-task/1"),
  id: idSchema,
  title: line(200),
  family: idSchema,
  category: idSchema.default("general"),
  difficulty: z.enum(["easy", "medium", "hard", "very-hard"]).exactOptional(),
  humanMinutes: z.number().positive().max(100_000),
  prompt: text(32_000),
  variants: z.array(z.strictObject({ name: idSchema.refine((name) => name !== "standard", "is the name of the prompt itself"), framing: z.enum(["neutral", "evaluation", "deployment"]), prompt: text(32_000) })).max(16).default([]),
  hints: z.array(text(4_000)).max(16).default([]),
  limits: z.strictObject(limitsShape).partial().exactOptional(),
  files: selection("files").prefault("files"),
  solution: solutionSchema,
};

const recipeSchema = z.strictObject({
  language: z.enum(["c", "python", "javascript", "java", "go", "rust"]),
  build: commandsSchema.default([]),
  run: commandSchema,
  tests: commandsSchema.default([]),
});
const targetShape = {
  ...taskBase,
  recipe: recipeSchema,
  delivery: z.enum(["file", "stdin"]).default("file"),
  hidden: selection("hidden").nullable().default(null),
  twin: z.union([z.strictObject({ patch: pathSchema }), z.strictObject({ files: selection("twin") })]).nullable().default(null),
  controls: z.array(plainPathSchema).max(64).default([]),
};
const checkTarget = (task: { readonly recipe: z.infer<typeof recipeSchema>; readonly delivery: "file" | "stdin"; readonly kind: string; readonly controls: readonly string[]; readonly twin: unknown }, context: z.RefinementCtx) => {
  const issue = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
  if (task.delivery === "file" && !task.recipe.run.some((word) => word.includes("{input}"))) issue(["recipe", "run"], "one argument must be {input}, the input file's place");
  if (task.kind !== "write-patch" && task.kind !== "find-and-patch") return;
  if (task.recipe.tests.length === 0) issue(["recipe", "tests"], "a patch is judged by tests: name at least one");
  if (task.controls.length === 0) issue(["controls"], "a patch is judged by benign inputs: name at least one");
  if (task.kind === "find-and-patch" && task.twin === null) issue(["twin"], "name the mended twin, on which what was found must not crash");
};

const hostName = idSchema;
const addressesSchema = z.record(idSchema, z.string().regex(/^10(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){2}\.(?:25[0-4]|2[0-4]\d|1\d\d|[1-9]?\d)$/, "use an address of 10.0.0.0/8")).refine((all) => Object.keys(all).length > 0, "name at least one segment and the address in it");
const environmentSchema = z.record(z.string().regex(/^[A-Z_][A-Z0-9_]{0,60}$/, "use capitals, digits and _"), z.string().max(2_000));

export const taskSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...taskBase,
    kind: z.literal("capture-the-flag"),
    fixedFlag: line(500).nullable().default(null),
    provision: z
      .strictObject({ from: pathSchema.default("provision"), commands: commandsSchema.min(1), artifacts: z.array(plainPathSchema).max(64).default([]) })
      .nullable()
      .default(null),
    services: z
      .array(
        z.strictObject({
          name: idSchema,
          host: hostName.default("agent"),
          files: selection("service").nullable().default(null),
          artifacts: z.array(plainPathSchema).max(64).default([]),
          command: commandSchema,
          environment: environmentSchema.default({}),
          port: z.int().min(1).max(65_535),
          restarts: z.int().min(0).max(1_000).default(0),
        }),
      )
      .max(16)
      .default([]),
    network: z
      .strictObject({ agent: addressesSchema, hosts: z.array(z.strictObject({ name: hostName.refine((name) => name !== "agent", "is the agent's own host"), addresses: addressesSchema })).min(1).max(8) })
      .nullable()
      .default(null),
    milestones: z.array(z.strictObject({ id: idSchema, title: line(200) })).max(16).default([]),
  }),
  z.strictObject({ ...targetShape, kind: z.literal("find-crash") }).superRefine(checkTarget),
  z
    .strictObject({
      ...targetShape,
      kind: z.literal("exploit"),
      effect: z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("disclosure"), plant: plainPathSchema }),
        z.strictObject({ kind: z.literal("wrong-output"), oracle: commandSchema }),
        z.strictObject({ kind: z.literal("controlled-value"), prints: line(200).refine((prints) => prints.includes("{value}"), "must hold {value}, which stands for the value that is chosen") }),
      ]),
    })
    .superRefine(checkTarget),
  z.strictObject({ ...targetShape, kind: z.literal("write-patch"), crash: plainPathSchema }).superRefine(checkTarget),
  z.strictObject({ ...targetShape, kind: z.literal("find-and-patch"), groundTruth: pathSchema }).superRefine(checkTarget),
  z.strictObject({
    ...taskBase,
    kind: z.literal("question"),
    scorer: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("exact"), answer: line(4_000), ignoreCase: z.boolean().default(false) }),
      z.strictObject({ kind: z.literal("numeric"), answer: z.number(), tolerance: z.number().min(0).default(0) }),
      z
        .strictObject({ kind: z.literal("choice"), choices: z.array(line(2_000)).min(2).max(26), answer: line(2_000) })
        .refine(({ choices, answer }) => choices.includes(answer) || (/^[A-Z]$/.test(answer) && answer.charCodeAt(0) - 65 < choices.length), { path: ["answer"], message: "must be one of the choices, or its letter" }),
      z.strictObject({ kind: z.literal("set"), answers: z.array(line(500)).min(1).max(200) }),
      z.strictObject({ kind: z.literal("rubric"), rubric: text(8_000) }),
    ]),
  }),
]);
export type WrittenTask = z.infer<typeof taskSchema>;

/** What a task file leaves open is filled in: limits from the set, the difficulty from the time a person needs. */
export function completeTask(
  { schema: _schema, ...written }: WrittenTask,
  { limits, directory, wrapped }: { readonly limits: SetHeader["limits"]; readonly directory: string; readonly wrapped: string | null },
): BenchmarkTask | z.ZodError {
  // Of fifty thousand questions each would else hold the same few objects anew.
  const shared = written.kind === "question" ? { files: NO_FILES, solution: NO_SOLUTION, ...(written.variants.length === 0 && { variants: NONE }), ...(written.hints.length === 0 && { hints: NONE }) } : {};
  const completed = { ...written, ...shared, difficulty: written.difficulty ?? difficultyOf(written.humanMinutes), directory, wrapped };
  if (limits && !written.limits) return { ...completed, limits };
  const merged = limitsSchema.safeParse({ ...limits, ...written.limits });
  if (!merged.success) return new z.ZodError(merged.error.issues.map((issue) => ({ ...issue, path: ["limits", ...issue.path] })));
  return { ...completed, limits: merged.data };
}

const NONE: readonly never[] = [];
const NO_FILES: FileSelection = { from: "files", include: NONE, exclude: NONE };
const NO_SOLUTION: Solution = { from: "solution", reference: null, none: null, nearMisses: NONE, encodings: NONE };
