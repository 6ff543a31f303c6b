import { z } from "zod";

/** The file in a source tree that says how it is built, run and tested. */
export const PROJECT_FILE = "breakwater.json";

// Relative, and no way up: a path must not reach out of the tree.
const path = z.string().max(200).regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.+-]+(?:\/[\w.+-]+)*$/, "use a plain relative path");
const command = z.array(z.string().max(1000)).min(1).max(64);

/** Its commands are run in the sandbox only. */
export const project = z
  .strictObject({
    schema: z.literal("breakwater-project/1"),
    name: z.string().regex(/^[\w.-]{1,64}$/, "use 1 to 64 letters, digits, dots, hyphens and underscores"),
    version: z.string().regex(/^[\w.+~-]{1,64}$/, "use a version such as 1.4.1"),
    repository: z.url().max(300).nullable(),
    recipe: z.strictObject({
      language: z.enum(["c", "python"]),
      build: z.array(command).max(16),
      run: command.refine((run) => run.includes("{input}"), "one argument must be {input}"),
      tests: z.array(command).max(64),
    }),
    /** Benign inputs in the tree: seeds for the agent, and what a patch must not change. */
    controls: z.array(path).max(64),
  })
  .meta({ id: "Project" });
export type Project = z.infer<typeof project>;
