import { expect, test } from "vitest";
import { createWorld } from "../../tests/setup/world.ts";
import { openJobs } from "./jobs.ts";

test("workers that start at the same instant all open their queue, and each can be asked to work", async () => {
  const { services } = await createWorld({ rooms: [] });
  const faults: string[] = [];
  const note = (label: string) => void faults.push(label);
  const options = { url: services.configuration.databaseUrl, jobs: [{ name: "test.none", run: async () => undefined }], subscriptions: [], log: { info: note, warn: note, error: note } };
  for (let round = 0; round < 5; round += 1) {
    const opened = await Promise.all(Array.from({ length: 4 }, () => openJobs(options)));
    await Promise.all(opened.map((jobs) => jobs.stop()));
  }
  expect(faults).toEqual([]);
});
