import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { exerciseProgress } from "#contracts/exercise";
import { notFound, route, type Route } from "#rooms/platform";

/** Where the player of the exercise stands. It writes a file, because it is outside of the house and has no other way in. */
export const exerciseProgressRoute: Route = route({
  room: "exercise", method: "get", path: "/exercise/progress", summary: "How far the exercise is (exercise installations only)", permission: "public", reply: exerciseProgress,
  run: async ({ services }) => {
    const folder = services.configuration.exerciseDirectory;
    if (!services.configuration.exercise || !folder) throw notFound();
    const progress = exerciseProgress.parse(JSON.parse(await readProgress(join(folder, "progress.json"))));
    // Names only: where this machine keeps its files is nobody's business.
    return { ...progress, steps: progress.steps.map((step) => ({ ...step, files: step.files.map((path) => basename(path)) })) };
  },
});

async function readProgress(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw notFound();
    throw error;
  }
}
