import type { PriorityView } from "#contracts/priority";
import { isAllowed } from "#rooms/access";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { toRecord } from "./decide-priority.ts";
import { listKev, listScores } from "./feeds.store.ts";
import { findingResource, toFacts } from "../findings.resources.ts";
import { findFinding } from "../findings.store.ts";
import { findExploitation, findExposure, listDecisions, listReferences } from "./priority.store.ts";
import { speaksForClearinghouse } from "../read-finding.ts";
import { openReason } from "../sealed-records.ts";

/** Everything a finding's priority stands on, for whoever may see the finding. */
export async function showPriority(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }): Promise<PriorityView> {
  const { db } = services;
  const row = await findFinding(db, findingId);
  if (!row) throw notFound();
  const decisions = await listDecisions(db, findingId);
  const references = await listReferences(db, findingId);
  const kev = await listKev(db, findingId);
  const epss = await listScores(db, findingId);
  const said = await findExploitation(db, findingId);
  const exposure = await findExposure(db, findingId);
  const mayRead = isAllowed(actor, "findings:read-body", { type: findingResource.type, id: row.id, facts: toFacts(row) });
  const isInside = speaksForClearinghouse(actor);
  return {
    decisions: decisions.map((one) => {
      const { table, rule, outcome, sentence, inputs, saidBy, facts, because, reason } = toRecord(one);
      // How many run a product is the clearinghouse's to know, here as in the count itself.
      return { id: one.id, table, rule, outcome, sentence, inputs: { ...inputs }, saidBy: { ...saidBy }, facts: facts && { ...facts, operators: isInside ? facts.operators : null }, because, reason, at: one.at };
    }),
    references: references.map(({ reference, given_by, at }) => ({ reference, by: given_by, at })),
    kev: [...kev],
    epss: [...epss],
    exploitation: said ? { exploited: said.is_exploited, evidence: mayRead ? openReason(services, said.id, said.sealed_evidence) : null, at: said.at } : null,
    exposure: exposure && isInside ? { operators: exposure.operators, sectors: [...exposure.sectors], at: exposure.at } : null,
    harm: row.harm,
  };
}
