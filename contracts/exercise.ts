import { z } from "zod";

/** How the exercise of this installation stands, as its player last wrote it. */
export const exerciseProgress = z
  .object({
    text: z.string(),
    /** From 0 to 1. */
    fraction: z.number(),
    done: z.boolean(),
    steps: z.array(
      z.object({
        step: z.number().int(),
        title: z.string(),
        ok: z.boolean(),
        ms: z.number().int(),
        ids: z.record(z.string(), z.string()),
        refused: z.array(z.string()),
        /** Names of the files it made. */
        files: z.array(z.string()),
        error: z.string().optional(),
      }),
    ),
  })
  .meta({ id: "ExerciseProgress", "x-label": "public" });
export type ExerciseProgress = z.infer<typeof exerciseProgress>;
