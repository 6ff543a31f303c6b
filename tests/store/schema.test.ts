import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeSchema } from "../../scripts/describe-schema.ts";
import { createWorld } from "../setup/world.ts";

test.each([
  ["low", "schema.sql"],
  ["enclave", "schema.enclave.sql"],
] as const)("the committed structure of the %s side is what its migrations lead to; npm run db:dump writes it", async (side, file) => {
  const world = await createWorld({ side, rooms: [] });
  const committed = await readFile(join(import.meta.dirname, "../../migrations", file), "utf8");
  expect(await describeSchema(world.services.configuration.databaseUrl)).toBe(committed);
});
