import type { z } from "zod";
import { ESTIMATOR, type writeStandard as writeStandardBody } from "#contracts/benchmarking";
import { SLOTS, toBounds } from "#engines/decision-proof";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, type Actor, type Services } from "#rooms/platform";
import { requireBenchmarkSet } from "./benchmark-sets.ts";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { insertStandard } from "./benchmarking.store.ts";
import type { StandardContent } from "./benchmarking.types.ts";
import { sealRecord } from "./sealed-records.ts";

export interface WriteStandard extends z.infer<typeof writeStandardBody> {
  readonly actor: Actor;
  readonly setsDirectory: string;
}

/** Writes a standard as a draft: nothing of it is fixed or known outside until it is published. */
export async function writeStandard(services: Services, { actor, setsDirectory, ...body }: WriteStandard): Promise<string> {
  const set = await requireBenchmarkSet(setsDirectory, body.benchmarkSet);
  if (set.tasks.length > SLOTS) {
    throw new BenchmarkingRefusal("set-too-large", `benchmarkSet: this set has ${set.tasks.length} tasks; that a standard was applied can be proven over ${SLOTS} at most`, { field: "benchmarkSet" });
  }
  const tasks = set.tasks.map(({ id, kind }) => ({ id, kind })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const bounds = toBounds(body.measures, { tasks, epochs: body.epochs });
  const content: StandardContent = { schema: "breakwater-standard/2", estimator: ESTIMATOR, ...body, bounds, tasks, benchmarkSet: { ...body.benchmarkSet, digest: set.digest } };
  const id = newId("std");
  try {
    await services.db.inTransaction(async (tx) => {
      await insertStandard(tx, { id, standardId: body.standardId, version: body.version, sealedContent: sealRecord(services, "standard", id, content), writtenBy: actor.personId, at: services.clock() });
      await appendEntry(services, tx, { kind: "benchmarking.standard-written", subject: id, by: actor, data: { standardId: body.standardId, version: body.version } });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new BenchmarkingRefusal("standard-exists", "version: this version of the standard is already here; give the next one", { field: "version" });
    throw error;
  }
  return id;
}
