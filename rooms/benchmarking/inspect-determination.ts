import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import type { Inspection } from "#contracts/benchmarking";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { findFinishedRun, findInspection, findRequest, findStandard, insertInspection, listInspections, lockInspection, lockRequest, saveInspectionWord, type InspectionRow } from "./benchmarking.store.ts";
import { openCommittedStandard, openRecord, openResults, sealRecord } from "./sealed-records.ts";
import { maySignNow } from "./signing-authority.ts";
import { tellAll } from "./tell-all.ts";

/*
 * An inspector is given the opened standard and the opened results of one determination, with their salts, and recomputes
 * the decision (`breakwater determination audit`). It takes two persons' words, one of them the Director's or a delegate's,
 * and stands in the ledger; the file can be fetched for a week, each time with its own entry.
 */

const WEEK_MS = 7 * 86_400_000;

interface Proposed {
  readonly requestId: string;
  readonly inspector: string;
  readonly reason: string;
  readonly by: string;
  readonly asDirector: boolean;
}

interface Word {
  readonly by: string;
}

export async function proposeInspection(services: Services, input: { readonly actor: Actor; readonly requestId: string; readonly inspector: string; readonly reason: string }): Promise<string> {
  const { actor, requestId, inspector, reason } = input;
  const id = newId("isp");
  await services.db.inTransaction(async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (!request) throw notFound();
    if (!(await findFinishedRun(tx, requestId))) throw new BenchmarkingRefusal("wrong-state", "This request has no sealed results yet; there is nothing to open.");
    const at = services.clock();
    const proposed: Proposed = { requestId, inspector, reason, by: actor.personId, asDirector: await maySignNow(services, tx, actor) };
    await insertInspection(tx, { id, requestId, sealedRecord: sealRecord(services, "inspection", id, proposed), by: actor.personId, at, expiresAt: new Date(at.getTime() + WEEK_MS) });
    await appendEntry(services, tx, { kind: "benchmarking.inspection-proposed", subject: requestId, by: actor, data: { inspectionId: id } });
    for (const role of ["nsa-director", "benchmark-analyst"] as const) await tellAll(services, tx, { role, kind: "benchmarking.inspection-asked", requestId, except: actor.personId });
  });
  return id;
}

/** The second person's word: one of the two is the Director, or a delegate. */
export async function confirmInspection(services: Services, input: { readonly actor: Actor; readonly requestId: string; readonly inspectionId: string }): Promise<void> {
  const { actor, requestId, inspectionId } = input;
  await services.db.inTransaction(async (tx) => {
    const row = await lockInspection(tx, inspectionId);
    if (row?.request_id !== requestId) throw notFound();
    const proposed = openProposed(services, row);
    if (row.sealed_word !== null || isOver(services, row)) throw new BenchmarkingRefusal("wrong-state", "This was given out already, or its time is over.");
    if (proposed.by === actor.personId) throw new BenchmarkingRefusal("same-person", "You proposed this; another person gives the second word.");
    if (!proposed.asDirector && !(await maySignNow(services, tx, actor))) throw new BenchmarkingRefusal("not-appointed", "One of the two words is the Director's or a delegate's.");
    const word: Word = { by: actor.personId };
    await saveInspectionWord(tx, row.id, sealRecord(services, "word", row.id, word));
    await appendEntry(services, tx, { kind: "benchmarking.inspection-confirmed", subject: requestId, by: actor, data: { inspectionId } });
  });
}

/** What opens a determination, for an inspector: by two persons' words, and each time it is fetched in the ledger. */
export async function exportInspection(services: Services, input: { readonly actor: Actor; readonly requestId: string; readonly inspectionId: string }) {
  const { actor, requestId, inspectionId } = input;
  const row = await findInspection(services.db, inspectionId);
  if (row?.request_id !== requestId) throw notFound();
  const proposed = openProposed(services, row);
  const word = openWord(services, row);
  if (!word || word.by === proposed.by || isOver(services, row)) throw new BenchmarkingRefusal("wrong-state", "The second person's word is not there, or the time is over; propose it anew.");
  const request = await findRequest(services.db, requestId);
  const run = await findFinishedRun(services.db, requestId);
  const standard = run && (await findStandard(services.db, run.standard));
  if (!request || !run || !standard) throw notFound();
  await services.db.inTransaction((tx) => appendEntry(services, tx, { kind: "benchmarking.inspection-fetched", subject: requestId, by: actor, data: { inspectionId } }));
  return {
    schema: "breakwater-inspection/1",
    requestId,
    modelDigest: request.model_digest,
    standard: openCommittedStandard(services, standard),
    results: openResults(services, run),
    determination: request.determination?.envelope ?? null,
  };
}

export async function showInspections(services: Services, actor: Actor, requestId: string): Promise<Inspection[]> {
  const shown: Inspection[] = [];
  for (const row of await listInspections(services.db, requestId)) {
    const proposed = openProposed(services, row);
    const word = openWord(services, row);
    const over = isOver(services, row);
    shown.push({
      id: row.id, inspector: proposed.inspector, reason: proposed.reason, proposedBy: await nameOf(services.db, proposed.by), proposedAt: row.proposed_at, expiresAt: row.expires_at,
      confirmedBy: word ? await nameOf(services.db, word.by) : null,
      mayConfirm: !word && !over && proposed.by !== actor.personId && (proposed.asDirector || (await maySignNow(services, services.db, actor))),
      mayFetch: word !== undefined && !over,
    });
  }
  return shown;
}

const isOver = (services: Services, row: InspectionRow): boolean => services.clock().toISOString() >= new Date(row.expires_at).toISOString();

function openProposed(services: Services, row: InspectionRow): Proposed {
  const proposed = openRecord(services, "inspection", row.id, row.sealed_record) as Proposed;
  if (proposed.requestId !== row.request_id) throw new BenchmarkingRefusal("record-altered", `The opening ${row.id} was altered in the database; restore it from your backup.`);
  return proposed;
}

const openWord = (services: Services, row: InspectionRow): Word | undefined => (row.sealed_word === null ? undefined : (openRecord(services, "word", row.id, row.sealed_word) as Word));

const nameOf = async (db: Queryable, personId: string): Promise<string> => (await findPersonCard(db, personId))?.name ?? personId;
