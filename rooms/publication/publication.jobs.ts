import { z } from "zod";
import type { Job } from "#rooms/platform";
import { recallFix } from "./recall-fix.ts";

const withdrawnPatch = z.object({ caseId: z.string(), patchId: z.string() });

/** A withdrawn patch makes its advisory say so. */
export const recallFixJob: Job<z.infer<typeof withdrawnPatch>> = { name: "publication.recall-fix", payload: withdrawnPatch, run: recallFix };
