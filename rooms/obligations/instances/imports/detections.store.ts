import type { AgencyEnvironment, AgencyExposure, InstanceState, ScannerFormat } from "#contracts/agency-workbench";
import { sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";
import { OWNED_INSTANCE } from "../workbench/instances.store.ts";

/** One detection with the asset that it is on. */
export interface Placed {
  readonly assetId: string;
  readonly environment: AgencyEnvironment;
  readonly exposed: AgencyExposure;
  readonly cveId: string;
  readonly detectedOn: string;
  readonly lastSeenOn: string;
  /** The day on which its asset went out of use, where it was seen no later: then it is fixed. */
  readonly retiredOn: string | null;
}

export interface KnownInstance {
  readonly id: string;
  readonly assetId: string;
  readonly cveId: string;
  readonly state: InstanceState;
  readonly detectedOn: string;
  readonly closedOn: string | null;
}

/** The instances that are known already. */
export function listKnown(db: Queryable, placed: readonly Placed[]): Promise<KnownInstance[]> {
  return db.query(sql`SELECT i.id, i.asset_id AS "assetId", i.cve_id AS "cveId", i.state, c.detected_on::text AS "detectedOn", i.closed_on::text AS "closedOn"
    FROM unnest(${placed.map(({ assetId }) => assetId)}::text[], ${placed.map(({ cveId }) => cveId)}::text[]) AS p (asset_id, cve_id)
    JOIN obligations.instance i ON i.asset_id = p.asset_id AND i.cve_id = p.cve_id JOIN obligations.clock c ON c.id = i.clock_id`);
}

/** The clocks that new instances come under. */
export function clocksOf(organisationId: string, placed: readonly Placed[]): Statement {
  return sql`SELECT ${organisationId}::text AS organisation_id, cve_id, exposed, detected_on
    FROM unnest(${placed.map(({ cveId }) => cveId)}::text[], ${placed.map(({ exposed }) => exposed)}::text[], ${placed.map(({ detectedOn }) => detectedOn)}::date[]) AS p (cve_id, exposed, detected_on)`;
}

export interface Scan {
  readonly organisationId: string;
  readonly importId: string;
  readonly scanner: ScannerFormat;
}

/** Puts new instances down, each under the clock made for it before. */
export async function insertInstances(tx: Transaction, { organisationId, importId, scanner }: Scan, fresh: readonly (Placed & { readonly id: string })[]): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.instance (id, organisation_id, asset_id, cve_id, clock_id, environment, state, closed_on, scanner, import_id, last_seen_on, owner_seal)
    SELECT p.id, ${organisationId}, p.asset_id, p.cve_id, c.id, p.environment, CASE WHEN p.retired_on IS NULL THEN 'open' ELSE 'fixed' END, p.retired_on, ${scanner}, ${importId}, p.last_seen_on, p.owner_seal
    FROM unnest(${fresh.map(({ id }) => id)}::text[], ${fresh.map(({ assetId }) => assetId)}::text[], ${fresh.map(({ cveId }) => cveId)}::text[], ${fresh.map(({ environment }) => environment)}::text[], ${fresh.map(({ exposed }) => exposed)}::text[],
      ${fresh.map(({ detectedOn }) => detectedOn)}::date[], ${fresh.map(({ lastSeenOn }) => lastSeenOn)}::date[], ${fresh.map(({ retiredOn }) => retiredOn)}::date[], ${fresh.map(({ id }) => sealOwner(OWNED_INSTANCE, id, [organisationId]))}::text[]) AS p (id, asset_id, cve_id, environment, exposed, detected_on, last_seen_on, retired_on, owner_seal)
    JOIN obligations.clock c ON c.organisation_id = ${organisationId} AND c.cve_id = p.cve_id AND c.exposed = p.exposed AND c.detected_on = p.detected_on`);
}

/** Notes that known instances were seen again; what was proposed as gone on an earlier day is there again. */
export async function noteSeen(tx: Transaction, { importId, scanner }: Scan, seen: readonly { readonly id: string; readonly lastSeenOn: string }[]): Promise<void> {
  await tx.execute(sql`UPDATE obligations.instance i SET last_seen_on = greatest(i.last_seen_on, s.last_seen_on), import_id = ${importId}, scanner = ${scanner}, gone_on = CASE WHEN i.gone_on > s.last_seen_on THEN i.gone_on END
    FROM unnest(${seen.map(({ id }) => id)}::text[], ${seen.map(({ lastSeenOn }) => lastSeenOn)}::date[]) AS s (id, last_seen_on) WHERE i.id = s.id`);
}

export async function reopen(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`UPDATE obligations.instance SET state = 'open', closed_on = NULL WHERE id = ANY (${ids})`);
}

/** Instances with the day of detection that they are to have, under the exposure of their asset. */
export function withDetection(wanted: readonly { readonly id: string; readonly exposed: AgencyExposure; readonly detectedOn: string }[]): Statement {
  return sql`SELECT * FROM unnest(${wanted.map(({ id }) => id)}::text[], ${wanted.map(({ exposed }) => exposed)}::text[], ${wanted.map(({ detectedOn }) => detectedOn)}::date[]) AS w (instance_id, exposed, detected_on)`;
}

/** What this scanner had found before and a complete scan of it names no more. */
const unseenBy = ({ organisationId, importId, scanner }: Scan, scannedOn: string) => sql`FROM obligations.clock c WHERE c.organisation_id = ${organisationId} AND i.clock_id = c.id AND i.state IN ('open', 'exception') AND i.scanner = ${scanner}
  AND i.import_id <> ${importId} AND i.last_seen_on <= ${scannedOn}`;

export function proposeGone(tx: Transaction, scan: Scan, scannedOn: string): Promise<number> {
  return tx.execute(sql`UPDATE obligations.instance i SET gone_on = ${scannedOn} ${unseenBy(scan, scannedOn)} AND i.gone_on IS NULL`);
}

export function fixGone(tx: Transaction, scan: Scan, scannedOn: string): Promise<number> {
  return tx.execute(sql`UPDATE obligations.instance i SET state = 'fixed', closed_on = ${scannedOn}, gone_on = NULL ${unseenBy(scan, scannedOn)}`);
}
