import type { DraftKind, planStep, reportWeakness as reportWeaknessBody } from "#contracts/workbench";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Queryable, type Services } from "#rooms/platform";
import { z } from "zod";
import { listBriefs } from "./preparedness-briefs.ts";
import { holdForEvaluator, tellDeveloper } from "./hold-engagement.ts";
import { listOwnModelKeys } from "./model-keys.ts";
import { toModelKey } from "./model-use.store.ts";
import { requireStandingAccess } from "./standing-access.ts";
import { deleteDraft, insertPlan, insertWeakness, listDrafts, listNewestPlans, listWeaknesses, saveDraft as storeDraft, type SentRow } from "./workbench.store.ts";

/*
 * What an evaluator works with. A draft is its author's alone until it is sent; what is sent goes to the developer, while the
 * access lives, and stands as it was sent.
 */

interface InEngagement {
  readonly actor: Actor;
  readonly engagementId: string;
}
type PlanSteps = readonly z.output<typeof planStep>[];

const keptSteps = z.array(z.object({ what: z.string(), at: z.string().nullable() }));
const keptWeakness = z.object({ system: z.string(), text: z.string() });

/** Keeps what the actor has not sent yet; null throws it away. Nobody else sees it, the developer and the agency included. */
export async function saveDraft(services: Services, { actor, engagementId, kind, text }: InEngagement & { readonly kind: DraftKind; readonly text: string | null }): Promise<void> {
  const { personId } = actor;
  await services.db.inTransaction((tx) =>
    text === null
      ? deleteDraft(tx, engagementId, personId, kind)
      : storeDraft(tx, { engagementId, personId, kind, sealedText: services.keys.seal("evaluator-draft", draftId(engagementId, personId, kind), text), at: services.clock() }),
  );
}

/** Tells the developer what will be run, and when. It takes the place of the actor's plan before. */
export async function sendPlan(services: Services, { actor, engagementId, steps }: InEngagement & { readonly steps: PlanSteps }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await holdForEvaluator(tx, engagementId);
    const { engagement } = await requireStandingAccess(services, tx, { actor, engagementId });
    const id = newId("plan");
    await insertPlan(tx, { id, engagementId, personId: actor.personId, sealedSteps: services.keys.seal("evaluation-plan", id, JSON.stringify(steps)), at: services.clock() });
    await deleteDraft(tx, engagementId, actor.personId, "plan");
    await appendEntry(services, tx, { kind: "engagement.plan-sent", subject: engagementId, by: actor, data: { planId: id, steps: steps.length }, visibleTo: [engagement.organisation_id] });
    await tellDeveloper(services, tx, engagement, "engagement.plan-sent");
  });
}

/** Tells the developer, and nobody else, of a weakness in the developer's own system. */
export async function reportWeakness(services: Services, { actor, engagementId, weakness }: InEngagement & { readonly weakness: z.output<typeof reportWeaknessBody> }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await holdForEvaluator(tx, engagementId);
    const { engagement } = await requireStandingAccess(services, tx, { actor, engagementId });
    const id = newId("wkn");
    await insertWeakness(tx, { id, engagementId, personId: actor.personId, sealedReport: services.keys.seal("system-weakness", id, JSON.stringify(weakness)), at: services.clock() });
    await deleteDraft(tx, engagementId, actor.personId, "system-weakness");
    await appendEntry(services, tx, { kind: "engagement.weakness-reported", subject: engagementId, by: actor, data: { weaknessId: id }, visibleTo: [engagement.organisation_id] });
    await tellDeveloper(services, tx, engagement, "engagement.weakness-reported", { security: true });
  });
}

/** Everything of the actor's own in this engagement. */
export async function showWorkbench(services: Services, { actor, engagementId }: InEngagement) {
  const { db, keys } = services;
  const { personId } = actor;
  const [plan] = await toPlans(services, await listNewestPlans(db, engagementId, personId));
  return {
    drafts: (await listDrafts(db, engagementId, personId)).map(({ kind, sealed_text, saved_at: savedAt }) => ({ kind, text: keys.open("evaluator-draft", draftId(engagementId, personId, kind), sealed_text).toString("utf8"), savedAt })),
    plan: plan ?? null,
    weaknesses: await toWeaknesses(services, await listWeaknesses(db, engagementId, personId)),
    briefs: await listBriefs(services, { engagementId, personId }),
    keys: (await listOwnModelKeys(services, { actor, engagementId })).map(toModelKey),
  };
}

/** What evaluators sent to the developer besides advice. */
export async function showSentWork(services: Services, engagementId: string) {
  return {
    plans: await toPlans(services, await listNewestPlans(services.db, engagementId)),
    weaknesses: await toWeaknesses(services, await listWeaknesses(services.db, engagementId)),
    briefs: await listBriefs(services, { engagementId }),
  };
}

async function toPlans({ db, keys }: Services, rows: readonly SentRow[]) {
  return Promise.all(rows.map(async ({ id, person_id, sealed, at }) => ({ id, byName: await nameOf(db, person_id), at, steps: keptSteps.parse(JSON.parse(keys.open("evaluation-plan", id, sealed).toString("utf8"))) })));
}

async function toWeaknesses({ db, keys }: Services, rows: readonly SentRow[]) {
  return Promise.all(rows.map(async ({ id, person_id, sealed, at }) => ({ id, byName: await nameOf(db, person_id), at, ...keptWeakness.parse(JSON.parse(keys.open("system-weakness", id, sealed).toString("utf8"))) })));
}

async function nameOf(db: Queryable, personId: string): Promise<string> {
  return (await findPersonCard(db, personId))?.name ?? "";
}

function draftId(engagementId: string, personId: string, kind: DraftKind): string {
  return `${engagementId} ${personId} ${kind}`;
}
