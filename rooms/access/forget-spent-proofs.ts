import type { Job } from "#rooms/platform";
import { z } from "zod";
import { deleteSpentProofs } from "./clients.store.ts";

/** Every hour: challenges, attempts, tokens and proofs whose end has come prove nothing any more and are forgotten. */
export const forgetSpentProofs: Job<Record<string, never>> = {
  name: "access.forget-spent-proofs",
  payload: z.object({}),
  schedule: "17 * * * *",
  concurrency: 1,
  run: (services) => deleteSpentProofs(services.db, services.clock()),
};
