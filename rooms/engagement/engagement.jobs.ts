import { job, type Job } from "#rooms/platform";
import { z } from "zod";
import { END_WINDOW, endElapsedWindow, endElapsedWindows } from "./end-access.ts";
import { REMIND_OF_CLEANUP, remindOfCleanup } from "./owe-cleanup.ts";

export const engagementJobs: readonly Job<never>[] = [
  job({ name: END_WINDOW.name, payload: z.object({ windowId: z.string() }), run: (services, { windowId }) => endElapsedWindow(services, windowId) }),
  job({ name: REMIND_OF_CLEANUP.name, payload: z.object({ windowId: z.string(), personId: z.string() }), run: remindOfCleanup }),
  // Should a window's own job come before its time by another machine's clock, this one comes after it.
  job({ name: "engagement.end-elapsed-windows", payload: z.object({}), concurrency: 1, schedule: "* * * * *", run: endElapsedWindows }),
];
