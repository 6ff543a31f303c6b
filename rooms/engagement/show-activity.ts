import type { ModelCall } from "#contracts/model-proxy";
import { findPersonCard, listReadsOf } from "#rooms/access";
import { nameOutcome } from "#rooms/model-proxy";
import type { Actor, Queryable, Services } from "#rooms/platform";
import { listNamedPeople } from "./window.store.ts";
import { listModelCalls, type ModelCallRow } from "./model-use.store.ts";

const MOST_SHOWN = 500;
const MOST_EXPORTED = 100_000;

interface Asked {
  readonly actor: Actor;
  readonly engagementId: string;
  readonly personId?: string | undefined;
}

/** Who read what under an engagement, and who asked the model, of everybody or of one person. */
export async function showActivity(services: Services, { actor, engagementId, personId }: Asked) {
  const { db } = services;
  return {
    people: await listPeople(db, await listNamedPeople(db, engagementId)),
    reads: (await listReadsBy(services, { actor, engagementId, personId })).map((read) => ({ id: read.id, personName: read.person_name, organisationName: read.organisation_name, purpose: read.purpose, what: read.what, at: read.at })),
    calls: await toCalls(services, await listModelCalls(db, engagementId, personId ?? null, MOST_SHOWN)),
  };
}

/** The same as a table for a spreadsheet: RFC 4180, one row for each read and each call, newest first. */
export async function exportActivity(services: Services, { actor, engagementId, personId }: Asked): Promise<string> {
  const reads = await listReadsBy(services, { actor, engagementId, personId });
  const calls = await toCalls(services, await listModelCalls(services.db, engagementId, personId ?? null, MOST_EXPORTED));
  const rows = [
    ...reads.map((read) => [read.at, "read", read.person_name, read.organisation_name, read.purpose, read.what, "", "", "", "", ""]),
    ...calls.map((call) => [call.askedAt, `call by ${call.by}`, call.personName, call.organisationName, call.purpose, call.tools.join(" "), call.outcome, String(call.questionBytes), String(call.answerBytes ?? ""), call.questionDigest ?? "", call.answerDigest ?? ""]),
  ].toSorted((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? 1 : -1));
  const header = ["at", "kind", "person", "organisation", "purpose", "what", "outcome", "question_bytes", "answer_bytes", "question_sha256", "answer_sha256"];
  return [header, ...rows].map((row) => row.map(toCell).join(",")).join("\r\n") + "\r\n";
}

function listReadsBy({ db }: Services, { actor, engagementId, personId }: Asked) {
  return listReadsOf(db, actor.organisationId, { subject: engagementId, personId });
}

/** A cell that begins like a formula would be run by a spreadsheet; names and texts here are other people's. */
function toCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

async function toCalls({ db, clock }: Services, rows: readonly ModelCallRow[]): Promise<ModelCall[]> {
  const people = new Map((await listPeople(db, rows.map((row) => row.person_id))).map((person) => [person.personId, person]));
  const now = clock().getTime();
  return rows.map((row) => ({
    id: row.id, personId: row.person_id, personName: people.get(row.person_id)?.name ?? "", organisationName: people.get(row.person_id)?.organisationName ?? "",
    purpose: row.purpose, by: row.key_id === null ? "page" : "program", tools: row.tools, askedAt: row.asked_at, endedAt: row.ended_at,
    outcome: nameOutcome(row, now),
    questionBytes: row.question_bytes, answerBytes: row.answer_bytes, questionDigest: row.question_digest, answerDigest: row.answer_digest,
  }));
}

async function listPeople(db: Queryable, ids: readonly string[]) {
  const found = [];
  for (const personId of new Set(ids)) {
    const card = await findPersonCard(db, personId);
    if (card) found.push({ personId, name: card.name, organisationName: card.organisationName });
  }
  return found.toSorted((a, b) => a.name.localeCompare(b.name, "en"));
}
