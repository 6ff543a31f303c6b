import { z } from "zod";
import type { Services, Transaction } from "#rooms/platform";
import { findOptOut, hashTarget } from "#rooms/scanning";
import { findExcluded, type ScopeRow } from "./scope.rules.ts";
import { findScope, saveScope } from "./scope.store.ts";
import type { FindingRow } from "../findings.store.ts";
import type { FindingSummary } from "../findings.types.ts";
import { openSummary } from "../sealed-records.ts";
import type { Objection } from "../triage/reject-alone.ts";

const scopeRows = z.array(z.object({ row: z.string(), path: z.string() }));

/**
 * Keeps what a maintainer holds to be out of scope, as the room that speaks with them hands it down; it stands for findings
 * from now on, each of which is rejected with the row it fell under.
 * @param rows paths of the source, or folders; replaces what was kept for this repository
 */
export async function recordScope(services: Services, tx: Transaction, { repository, rows }: { readonly repository: string; readonly rows: readonly ScopeRow[] }): Promise<void> {
  const projectKey = hashTarget(services, { repository }).project;
  await saveScope(tx.asSystem("a maintainer's scope holds for findings that they do not see"), { projectKey, sealed: services.keys.seal("finding-scope", projectKey, JSON.stringify(rows)), at: services.clock() });
}

/** The row of its maintainer's policy that a finding falls under; undefined when it is in scope. */
export async function outOfScope(services: Services, { target }: Pick<FindingSummary, "target">, projectKey: string): Promise<ScopeRow | undefined> {
  const scope = await findScope(services.db, projectKey);
  return scope && findExcluded(scopeRows.parse(JSON.parse(services.keys.open("finding-scope", projectKey, scope.sealed).toString("utf8"))), target.location);
}

/**
 * Why a finding is rejected whatever a run of it shows: asked before the run, and again before a person is asked to look, as an
 * owner may have said so in the meantime. An appeal is past that: a person looks at it. Undefined when nothing stands against it.
 */
export async function findObjection(services: Services, row: FindingRow): Promise<Objection | undefined> {
  const summary = openSummary(services, row);
  const excluded = await outOfScope(services, summary, row.project_key);
  if (excluded) return { cause: "out-of-scope", text: services.messages.text("findings.rejection.out-of-scope", { ...excluded }) };
  const { repository, name: product } = summary.target;
  const reason = row.appeal_of === null ? await findOptOut(services, { repository, product }) : undefined;
  return reason === undefined ? undefined : { cause: "opted-out", text: services.messages.text("findings.rejection.opted-out", { reason }) };
}
