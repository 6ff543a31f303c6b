import type { QueuedScan, Scan } from "#contracts/assistance";
import { filterFor, findOrganisationCard } from "#rooms/access";
import { findBrokering } from "#rooms/partners";
import { inTurn, type Actor, type Services } from "#rooms/platform";
import { SCAN_SEAL, type ScanDetails } from "./ask-scan.ts";
import type { RunRecord } from "./assistance.types.ts";
import type { ScanResult } from "./run-scan.ts";
import { draftResult } from "./runs/draft-result.rules.ts";
import { findSourceCard, listEvidence } from "./runs/scan-files.store.ts";
import { listAsked, listOwnedScans, listQueued, SCAN_COLUMNS, type ScanRow } from "./scan.store.ts";

/** The scans of one's own organisation, and of those it asks for; or of one of these alone. */
export async function listAskedScans(services: Services, actor: Actor, organisationId?: string): Promise<Scan[]> {
  return inTurn(await listAsked(services.db, filterFor(actor, "assistance:ask-scan", SCAN_COLUMNS), organisationId), (row) => describe(services, row));
}

/** Every one of an organisation's, for its own file. */
export async function exportScans(services: Services, organisationId: string) {
  return inTurn(await listOwnedScans(services.db, organisationId), async (row) => ({ ...(await describe(services, row)), proofs: (await listEvidence(services.db, row.id)).map(({ digest, bytes }) => ({ digest, bytes })) }));
}

/** What a partner took up; and what waits, of what kind it is, while the partner may take it. */
export async function showScanQueue(services: Services, actor: Actor): Promise<{ readonly mayTake: boolean; readonly scans: QueuedScan[] }> {
  const mayTake = (await findBrokering(services, services.db, actor)) !== undefined;
  const rows = await listQueued(services.db, filterFor(actor, "assistance:run-scan", SCAN_COLUMNS), { mayTake });
  return { mayTake, scans: await inTurn(rows, (row) => describeForPartner(services, row)) };
}

async function describe(services: Services, row: ScanRow): Promise<Scan> {
  return {
    id: row.id,
    state: row.state,
    systemKind: row.system_kind,
    ...openDetails(services, row),
    askedAt: row.asked_at,
    source: (await findSourceCard(services.db, row.id)) ?? null,
    run: describeRun(services, row),
    takenBy: row.runner_organisation_id === null ? null : ((await findOrganisationCard(services.db, row.runner_organisation_id))?.name ?? null),
    takenAt: row.taken_at,
    result: openResult(services, row),
    deliveredAt: row.delivered_at,
    handedOverAt: row.handed_over_at,
    notTaken: row.not_taken,
  };
}

async function describeForPartner(services: Services, row: ScanRow): Promise<QueuedScan> {
  const details =
    row.state === "asked" || row.early_access_id === null
      ? null
      : { ...openDetails(services, row), organisationName: (await findOrganisationCard(services.db, row.organisation_id))?.name ?? "", earlyAccessId: row.early_access_id, source: (await findSourceCard(services.db, row.id)) ?? null, run: describeRun(services, row), ...describeFound(services, row) };
  return { id: row.id, state: row.state, systemKind: row.system_kind, askedAt: row.asked_at, takenAt: row.taken_at, deliveredAt: row.delivered_at, result: openResult(services, row), details };
}

function describeRun(services: Services, row: ScanRow): Scan["run"] {
  if (row.run_state === null) return null;
  const record = openRun(services, row);
  return {
    state: row.run_state, startedAt: row.run_started_at, endedAt: row.run_ended_at, found: record?.titles.length ?? null, turns: record?.turns ?? null, tokens: record?.tokens ?? null, isolationHeld: record?.isolationHeld ?? null,
  };
}

function describeFound(services: Services, row: ScanRow) {
  const record = openRun(services, row);
  const isWhole = record !== null && row.run_state === "finished";
  return { titles: [...(record?.titles ?? [])], draft: isWhole ? draftResult({ name: record.name, version: record.version, found: record.titles.length }) : null };
}

function openRun({ keys }: Services, row: ScanRow): RunRecord | null {
  return row.sealed_run === null ? null : (JSON.parse(keys.open(SCAN_SEAL, row.id, row.sealed_run).toString("utf8")) as RunRecord);
}

function openDetails({ keys }: Services, row: ScanRow): ScanDetails {
  return JSON.parse(keys.open(SCAN_SEAL, row.id, row.sealed_details).toString("utf8")) as ScanDetails;
}

function openResult({ keys }: Services, row: ScanRow): Scan["result"] {
  if (row.sealed_result === null) return null;
  const { summary, steps } = JSON.parse(keys.open(SCAN_SEAL, row.id, row.sealed_result).toString("utf8")) as ScanResult;
  return { summary, steps: [...steps] };
}
