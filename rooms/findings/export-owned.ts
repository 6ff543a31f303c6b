import type { Services } from "#rooms/platform";
import {
  listOwnedAssignments, listOwnedFindings, listOwnedLinks, listOwnedMinimised, listOwnedExploitations, listOwnedPriorities, listOwnedQuestions, listOwnedReferences, listOwnedRuns, listOwnedSamples, listOwnedSeverities, listOwnedValidations, type OwnedFinding, type OwnedRun,
} from "./findings-export.store.ts";
import { listOwnedBatches, listOwnedIntakes } from "./intake/intake.store.ts";
import { openBundle as openTaskBundle } from "./tasks/bundle-submissions.ts";
import { listOwnedSubmissions, listOwnedTaskBundles } from "./tasks/tasks.store.ts";
import { openReason, openRun, openSummary } from "./sealed-records.ts";

/**
 * What a finder's organisation found and was told. Evidence goes by its digest and its receipt: the bundle itself
 * is the finder's own file. What the clearinghouse's people did on somebody's finding belongs to that finding.
 */
export async function exportOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db } = services;
  const findings = await listOwnedFindings(db, organisationId);
  const ids = new Set(findings.map(({ id }) => id));
  // A run's own seal says of which finding it is, and that finding's seal whose it is.
  const isOwn = ({ findingId }: { readonly findingId: string }) => ids.has(findingId);
  return {
    findings: findings.map((row) => describeFinding(services, row)),
    reproductions: (await listOwnedRuns(db, organisationId)).filter(isOwn).map((row) => describeRun(services, row)),
    validations: (await listOwnedValidations(db, organisationId)).filter(isOwn).map(({ id, sealedReason, ...row }) => ({ ...row, reason: openReason(services, id, sealedReason) })),
    assignments: (await listOwnedAssignments(db, organisationId)).map(({ id, sealedReason, ...row }) => ({ ...row, reason: sealedReason === null ? null : openReason(services, id, sealedReason) })),
    questions: (await listOwnedQuestions(db, organisationId)).filter(isOwn).map(({ id, sealedQuestion, sealedAnswer, ...row }) => ({ ...row, question: openReason(services, id, sealedQuestion), answer: sealedAnswer === null ? null : openReason(services, id, sealedAnswer) })),
    reproducers: (await listOwnedMinimised(db, organisationId)).filter(isOwn),
    links: await listOwnedLinks(db, organisationId),
    looks: await listOwnedSamples(db, organisationId),
    severities: await listOwnedSeverities(db, organisationId),
    intakes: await listOwnedIntakes(db, organisationId),
    taskSubmissions: await listOwnedSubmissions(db, organisationId),
    taskBundles: (await listOwnedTaskBundles(db, organisationId)).map(({ sealed, ...row }) => ({ ...row, ...openTaskBundle(services, { id: row.id, sealed }) })),
    batches: await listOwnedBatches(db, organisationId),
    priorities: await listOwnedPriorities(db, organisationId),
    references: await listOwnedReferences(db, organisationId),
    exploitations: (await listOwnedExploitations(db, organisationId)).map(({ id, sealedEvidence, ...row }) => ({ ...row, evidence: openReason(services, id, sealedEvidence) })),
  };
}

function describeFinding(services: Services, { sealed, sealedRejection, digest, commitment, submittedAt, ...row }: OwnedFinding): object {
  const { provenance, ...summary } = openSummary(services, { id: row.id, sealed });
  const { finder, aiGenerated, model } = provenance;
  return {
    ...row, ...summary, provenance,
    credit: { name: finder, aiGenerated, model },
    evidence: { sha256: digest },
    receipt: { findingId: row.id, digest, commitment, receivedAt: submittedAt },
    rejection: sealedRejection === null ? null : openReason(services, row.id, sealedRejection),
  };
}

function describeRun(services: Services, { id, sealed, ...row }: OwnedRun): object {
  const { detail, signatureKey, stack } = openRun(services, { id, sealed });
  return { ...row, detail, signatureKey, stack };
}
