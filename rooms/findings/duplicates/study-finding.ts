import { createBubblewrapBackend, type SandboxBackend } from "#engines/sandbox";
import { compareCrashes, createBuildCache, minimise, readBundle, type CrashRecord } from "#engines/verification";
import { newId, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { findFinding, findLastRun, listLiveOfProject, type FindingRow } from "../findings.store.ts";
import { insertMinimised } from "../reproduction/minimised.store.ts";
import { openRun, openSummary, sealReason } from "../sealed-records.ts";
import { describePlace, isNearEnough } from "./likeness.rules.ts";
import { insertSuggestion, isSuggested } from "./suggestions.store.ts";

export const STUDY_JOB = "findings.study";

const payload = z.object({ findingId: z.string() });
const MINIMISE = { maxRuns: 400, maxTimeMs: 20_000 };
/** Of one project; the latest, which are the likeliest to be looked at side by side. */
const MOST_COMPARED = 300;
const MOST_SUGGESTED = 10;
const STUDY_SECONDS = 120;

/** Prepares a finding for the person who will look at it: a shorter reproducer, and what it may be the same as. */
export function studyIn(backend: SandboxBackend): Job<z.infer<typeof payload>> {
  const builds = createBuildCache();
  return {
    name: STUDY_JOB,
    payload,
    expireInSeconds: STUDY_SECONDS,
    run: async (services, { findingId }) => {
      const row = await findFinding(services.db, findingId);
      if (row?.state !== "needs_validation" || row.body !== "bundle") return;
      const shorter = await minimise(await readBundle(await services.artefacts.get(row.digest)), backend, { ...MINIMISE, builds });
      const digest = shorter && (await services.artefacts.put(shorter.input));
      await services.db.inTransaction(async (tx) => {
        if (shorter && digest !== undefined) await insertMinimised(tx, { id: newId("min"), finding_id: findingId, digest, size_bytes: shorter.input.length, runs: shorter.runs, ended: shorter.ended, at: services.clock() });
        await suggest(services, tx, row);
      });
    },
  };
}

export const studyFinding = studyIn(createBubblewrapBackend());

async function suggest(services: Services, tx: Transaction, row: FindingRow): Promise<void> {
  const own = await toRecord(services, tx, row);
  const guesses = [];
  for (const other of await listLiveOfProject(tx, row, MOST_COMPARED)) {
    const theirs = await toRecord(services, tx, other);
    const likeness = own && theirs ? compareCrashes(own, theirs) : undefined;
    if (likeness && isNearEnough(likeness.score)) guesses.push({ other, basis: "stack" as const, score: Math.round(likeness.score * 100), reason: likeness.reason });
    else {
      const place = describePlace(openSummary(services, row), openSummary(services, other));
      if (place !== undefined) guesses.push({ other, basis: "place" as const, score: null, reason: place });
    }
  }
  for (const { other, basis, score, reason } of guesses.toSorted((left, right) => (right.score ?? 0) - (left.score ?? 0)).slice(0, MOST_SUGGESTED)) {
    if (await isSuggested(tx, { one: row.id, other: other.id, basis })) continue;
    const id = newId("sug");
    await insertSuggestion(tx, { id, finding_id: row.id, other_id: other.id, basis, score, verdict: null, sealed_reason: sealReason(services, id, reason), at: services.clock() });
  }
}

/** The crash that a finding's last run showed; undefined where it left no stack. */
async function toRecord(services: Services, tx: Transaction, { id }: FindingRow): Promise<CrashRecord | undefined> {
  const run = await findLastRun(tx, id);
  const trace = run && openRun(services, run).trace;
  return trace ? { id, trace, target: null, build: null, regression: null } : undefined;
}
