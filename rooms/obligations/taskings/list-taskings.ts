import type { Evidence, ReceivedStatement, Tasking, TaskingChange, TaskingList } from "#contracts/obligations";
import type { Queryable, Services } from "#rooms/platform";
import { listReceived, type ReceivedRow } from "../milestones/milestones.store.ts";
import { ObligationsRefusal } from "../obligations.errors.ts";
import { listChangesOf } from "./changes.rules.ts";
import { listEvidence, type EvidenceRow } from "./evidence.store.ts";
import { dueOn, standingAt, standingStatements, type Known, type KnownEvidence, type KnownStatement } from "./status.rules.ts";
import { SIGNED_ON, SOURCE, sourceOf, TASKINGS, type TaskingText } from "./taskings.rules.ts";

/** The order's taskings with due day, status and evidence, as they were known at the end of a day; today without one. */
export async function listTaskings(services: Services, asOf?: string): Promise<TaskingList> {
  const day = requireDay(services, asOf);
  const at = endOf(day);
  const files = await readFiles(services.db);
  return { signedOn: SIGNED_ON, source: SOURCE, asOf: day, taskings: TASKINGS.map((text) => toTasking(text, files(text.paragraph), at)) };
}

/** Everything that became different about the taskings until the end of a day, latest first. */
export async function listChanges(services: Services, asOf?: string): Promise<{ readonly asOf: string; readonly changes: TaskingChange[] }> {
  const day = requireDay(services, asOf);
  // Of today there is no more than what came until now.
  const now = services.clock().toISOString();
  const until = endOf(day) < now ? endOf(day) : now;
  const files = await readFiles(services.db);
  const changes = TASKINGS.flatMap(({ paragraph, days }) => listChangesOf({ paragraph, days, known: toKnown(files(paragraph)), until }));
  // Of one instant, the later paragraph first, so that the whole is one reversed history.
  return { asOf: day, changes: changes.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).toReversed() };
}

interface File {
  readonly evidence: readonly EvidenceRow[];
  readonly statements: readonly ReceivedRow[];
}

async function readFiles(db: Queryable): Promise<(paragraph: string) => File> {
  const [evidence, statements] = [await listEvidence(db), await listReceived(db)];
  return (paragraph) => ({ evidence: evidence.filter((row) => row.paragraph === paragraph), statements: statements.filter((row) => row.paragraph === paragraph) });
}

function toTasking(text: TaskingText, file: File, at: string): Tasking {
  const known = toKnown(file);
  const standing = new Set(standingStatements(known.statements, at).map(({ id }) => id));
  return {
    ...text,
    parts: [...text.parts],
    source: sourceOf(text),
    dueOn: dueOn(text.days),
    ...standingAt({ days: text.days, at, known }),
    evidence: file.evidence.filter((row) => row.recorded_at <= at).map((row) => toEvidence(row, at)),
    statements: file.statements.filter((row) => row.received_at <= at).map((row) => toStatement(row, standing.has(row.id))),
  };
}

function toKnown({ evidence, statements }: File): Known {
  return { evidence: evidence.map(toKnownEvidence), statements: statements.map(toKnownStatement) };
}

export function toKnownEvidence(row: EvidenceRow): KnownEvidence {
  return { id: row.id, kind: row.kind, publishedOn: row.published_on, recordedAt: row.recorded_at, retractedAt: row.retracted_at };
}

function toKnownStatement(row: ReceivedRow): KnownStatement {
  return { id: row.id, peerId: row.peer_id, status: row.status, asOf: row.asOf, sequence: row.sequence, receivedAt: row.received_at, trustEndedAt: row.trust_ended_at };
}

function toEvidence(row: EvidenceRow, at: string): Evidence {
  const isStruck = row.retracted_at !== null && row.retracted_at <= at;
  return {
    id: row.id, kind: row.kind, link: row.link, digest: row.digest, publishedOn: row.published_on, archivedOn: row.archived_on, archiveLink: row.archive_link, recordedAt: row.recorded_at,
    retraction: isStruck ? { reason: row.reason ?? "", at: row.retracted_at } : null,
  };
}

function toStatement(row: ReceivedRow, stands: boolean): ReceivedStatement {
  return { id: row.id, installation: row.installation, keyId: row.key_id, status: row.status, evidenceDigest: row.evidenceDigest, asOf: row.asOf, sequence: row.sequence, receivedAt: row.received_at, stands };
}

function requireDay(services: Services, asOf: string | undefined): string {
  const today = services.clock().toISOString().slice(0, 10);
  if (asOf === undefined) return today;
  if (asOf > today) throw new ObligationsRefusal("date-in-future", "asOf: lies in the future, of which nothing is known; ask for today or a day before", "asOf");
  if (asOf < SIGNED_ON) throw new ObligationsRefusal("before-signing", `asOf: the order was signed on ${SIGNED_ON}; ask for that day or a later one`, "asOf");
  return asOf;
}

function endOf(day: string): string {
  return `${day}T23:59:59.999Z`;
}
