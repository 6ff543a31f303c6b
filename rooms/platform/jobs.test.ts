import { expect, test } from "vitest";
import { z } from "zod";
import { createWorld } from "../../tests/setup/world.ts";
import { job } from "./index.ts";
import { openJobs } from "./jobs.ts";

test("workers that start at the same instant all open their queue", async () => {
  const { services } = await createWorld({ rooms: [] });
  const faults: string[] = [];
  const note = (label: string) => void faults.push(label);
  const options = { url: services.configuration.databaseUrl, jobs: [job({ name: "test.none", payload: z.object({}), run: async () => undefined })], subscriptions: [], log: { info: note, warn: note, error: note } };
  for (let round = 0; round < 5; round += 1) {
    const opened = await Promise.all(Array.from({ length: 4 }, () => openJobs(options)));
    await Promise.all(opened.map((jobs) => jobs.stop()));
  }
  expect(faults).toEqual([]);
});
