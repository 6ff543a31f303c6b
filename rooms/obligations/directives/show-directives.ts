import type { Directive, DirectiveHeading } from "#contracts/directives";
import { notFound, type FileReply, type Services } from "#rooms/platform";
import { DATING_TABLE } from "../instances/dating/dating-table.ts";
import { dayOf } from "../taskings/days.rules.ts";
import { publishProgress } from "./publish-progress.ts";
import { dueOnOf, findMovedDeadlines, isBinding } from "./directive.rules.ts";
import { findIssued, listIssued, listVersions, readWords, type IssuedRow } from "./directives.store.ts";

/** The last version of every directive that was ever issued, the newest first. */
export async function listDirectives(services: Services): Promise<readonly DirectiveHeading[]> {
  const rows = await listIssued(services.db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const latest = [...Map.groupBy(rows, ({ number }) => number).values()].flatMap(([first]) => (first ? [first] : []));
  return latest.map((row) => describeHeading(row, row.superseded_by === null ? undefined : byId.get(row.superseded_by)));
}

/** One version as everybody reads it, with counts of agencies that name none. Drafts are not there. */
export async function showDirective(services: Services, id: string): Promise<Directive> {
  const row = await findIssued(services.db, id);
  if (!row) throw notFound();
  const versions = await listVersions(services.db, row.number);
  const before = versions.find(({ version }) => version === row.version - 1);
  const { scope, sections, definitions, actions, phases, source, supersedes, notes, changes } = readWords(row);
  const progress = await publishProgress(services, row);
  return {
    ...describeHeading(row, row.superseded_by === null ? undefined : await findIssued(services.db, row.superseded_by)),
    scope, sections, definitions, phases, source, supersedes, notes, changes,
    actions: actions.map((action) => ({ ...action, dueOn: dueOnOf(action.deadline, row.issued_on), agenciesDone: progress.done.get(action.id) ?? null, agenciesLate: progress.late.get(action.id) ?? null })),
    revocationReason: row.state === "revoked" ? row.revocation_reason : null,
    digest: row.digest,
    versions: versions.map((one) => ({ id: one.id, version: one.version, state: one.state, issuedOn: one.issued_on, changes: readWords(one).changes })),
    movedDeadlines: findMovedDeadlines(before && { actions: readWords(before).actions, issuedOn: before.issued_on }, { actions, issuedOn: row.issued_on }),
    table: actions.some(({ deadline }) => deadline.kind === "table") ? DATING_TABLE.map(({ tier: _tier, ...shown }) => shown) : [],
    agencies: progress.agencies,
  };
}

/** The words as they were issued, byte by byte: what the digest in the ledger is of. */
export async function showDocument(services: Services, id: string): Promise<FileReply> {
  const row = await findIssued(services.db, id);
  if (!row) throw notFound();
  return { bytes: row.content, mediaType: "application/json", fileName: `${row.number.replaceAll(" ", "-").toLowerCase()}-v${row.version}.json` };
}

function describeHeading(row: IssuedRow, successor: IssuedRow | undefined): DirectiveHeading {
  const { title, summary, effectiveOn } = readWords(row);
  return {
    id: row.id, number: row.number, version: row.version, kind: row.kind, binding: isBinding(row.kind), title, summary, state: row.state, isRecord: row.is_record, effectiveOn,
    issuedOn: row.issued_on, endedOn: row.ended_at === null ? null : dayOf(row.ended_at),
    supersededBy: successor ? { id: successor.id, number: successor.number, version: successor.version } : null,
  };
}
