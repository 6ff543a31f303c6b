import { createHash } from "node:crypto";
import { maintainerPolicy, type MaintainerPolicy } from "#contracts/maintainer";
import { appendEntry } from "#rooms/audit";
import { getFindingFacts, openEvidence, recordScope, type FindingFacts } from "#rooms/findings";
import { newId, notFound, SYSTEM_ACTOR, type Actor, type Job, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { replacePolicyContacts } from "./contact-book.ts";
import { standingParticipants } from "../case/case.rules.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { findProject, listLiveCases, lockCase, lockPace, type CaseRow, type ProjectRow } from "../coordination.store.ts";
import { defaultPolicy, findCited, findPolicyRefusal, planNotices, type PolicyRefusal, type SortedReport } from "./maintainer-policy.rules.ts";
import { countRefusals, countWaiting, findNewestPolicy, insertPolicy, insertRefusal, liftRefusal, listRefusals, listTold, type RefusalRow } from "./maintainer-policy.store.ts";
import { moveCase } from "../case/move-case.ts";
import { takesPlace } from "../case/report-state.rules.ts";
import { tellCoordinators } from "../tell-coordinators.ts";

type By = Pick<Actor, "personId" | "organisationId">;
const WEEK_MS = 7 * 86_400_000;

export interface PolicyNow {
  /** 0 while none was set. */
  readonly version: number;
  readonly setBy: "maintainer" | "coordinator" | null;
  readonly at: string | null;
  readonly policy: MaintainerPolicy;
}

/** What the project's maintainer wants now. */
export async function getPolicy(services: Services, db: Queryable, project: Pick<ProjectRow, "id" | "open_at_once">): Promise<PolicyNow> {
  const row = await findNewestPolicy(db, project.id);
  if (!row) return { version: 0, setBy: null, at: null, policy: defaultPolicy(project.open_at_once) };
  const policy = maintainerPolicy.parse(JSON.parse(services.keys.open("maintainer-policy", row.id, row.sealed).toString("utf8")));
  return { version: row.version, setBy: row.set_by, at: row.at, policy };
}

/** The policy with what it does at present: counts only, whoever asks. */
export async function showPolicy(services: Services, projectId: string) {
  const project = await findProject(services.db, projectId);
  if (!project) throw notFound();
  const now = await getPolicy(services, services.db, project);
  return { projectId, ...now, refusals: await countRefusals(services.db, projectId), waitingCases: await countWaiting(services.db, projectId) };
}

/** Sets a new version. What the old one held back, and what the new one speaks against, is sorted anew. */
export async function setPolicy(services: Services, tx: Transaction, { projectId, policy, setBy, by }: { readonly projectId: string; readonly policy: MaintainerPolicy; readonly setBy: "maintainer" | "coordinator"; readonly by: By }): Promise<void> {
  await lockPace(tx, projectId);
  const project = await findProject(tx, projectId);
  if (!project) throw notFound();
  const before = await getPolicy(services, tx, project);
  const text = JSON.stringify(policy);
  if (before.version > 0 && JSON.stringify(before.policy) === text) return;
  const id = newId("pol");
  const version = before.version + 1;
  await insertPolicy(tx, { id, projectId, version, sealed: services.keys.seal("maintainer-policy", id, text), set_by: setBy, at: services.clock() });
  await appendEntry(services, tx, { kind: "coordination.policy-set", subject: projectId, by, data: { version, setBy, rows: policy.threatModel.length, openAtOnce: policy.openAtOnce, perWeek: policy.perWeek, optedOut: policy.optOut !== null } });
  if (JSON.stringify(policy.securityContacts) !== JSON.stringify(before.policy.securityContacts)) await replacePolicyContacts(services, tx, { projectId, addresses: policy.securityContacts, by });
  // What they keep out of scope is not even run.
  await recordScope(services, tx, { repository: project.repository, rows: policy.scope.exclude.map((path) => ({ row: "scope", path })) });
  if (policy.optOut !== null && before.policy.optOut === null) await services.jobs.emit(tx, "coordination.opted-out", { repository: project.repository, reason: policy.optOut });
  await services.jobs.enqueue(tx, sortReports, { projectId });
}

/** An analyst enters what a maintainer published or wrote; from then on the maintainer's own word replaces it. */
export async function importPolicy(services: Services, { actor, projectId, policy }: { readonly actor: Actor; readonly projectId: string; readonly policy: MaintainerPolicy }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const project = await findProject(tx, projectId);
    if (!project) throw notFound();
    const { setBy } = await getPolicy(services, tx, project);
    if (setBy === "maintainer") throw new CoordinationRefusal("policy-is-the-maintainers", "projectId: the maintainer set this policy; only they change it", { field: "projectId" });
    await setPolicy(services, tx, { projectId, policy, setBy: "coordinator", by: actor });
  });
}

const projectPayload = z.object({ projectId: z.string() });

/** Sorts all that waits for a project, and what was disputed by a row, by the policy as it stands now. */
export const sortReports: Job<z.infer<typeof projectPayload>> = {
  name: "coordination.sort-reports",
  payload: projectPayload,
  run: (services, { projectId }) =>
    services.db.inTransaction(async (tx) => {
      await lockPace(tx, projectId);
      const project = await findProject(tx, projectId);
      if (!project) return;
      const now = await getPolicy(services, tx, project);
      const refusals = Map.groupBy(await listRefusals(tx, projectId), ({ case_id }) => case_id);
      for (const row of await listLiveCases(tx, projectId)) {
        const [standing] = refusals.get(row.id) ?? [];
        if (row.state === "waiting") await sortWaiting(services, tx, { row, project, now, standing });
        else if (standing && digestOf(findCited(now.policy, standing.cites)) !== standing.row_digest) await bringBack(services, tx, { row, now, standing });
      }
      await services.jobs.enqueue(tx, { name: "coordination.notify-next" }, { projectId });
    }),
};

/** Holds a new case back when the policy speaks against it. */
export async function sortCase(services: Services, tx: Transaction, { caseId, project }: { readonly caseId: string; readonly project: ProjectRow }): Promise<void> {
  const row = await lockCase(tx, caseId);
  if (row) await sortWaiting(services, tx, { row, project, now: await getPolicy(services, tx, project), standing: undefined });
}

interface Sorting {
  readonly row: CaseRow;
  readonly now: PolicyNow;
  readonly standing: RefusalRow | undefined;
}

async function sortWaiting(services: Services, tx: Transaction, { row, project, now, standing }: Sorting & { readonly project: ProjectRow }): Promise<void> {
  const facts = await getFindingFacts(services, tx, row.finding_id);
  if (!facts) throw new Error(`Case ${row.id} has no finding`);
  const refusal = now.version === 0 ? undefined : findPolicyRefusal(now.policy, await describeReport(services, row, { facts, policy: now.policy }));
  if (standing && refusal && digestOf(refusal.row) === standing.row_digest) return;
  if (standing) await lift(services, tx, { row, now, standing });
  if (refusal) await refuseBy(services, tx, { row, project, now, refusal });
}

async function refuseBy(services: Services, tx: Transaction, { row, project, now, refusal }: { readonly row: CaseRow; readonly project: ProjectRow; readonly now: PolicyNow; readonly refusal: PolicyRefusal }): Promise<void> {
  await insertRefusal(tx, { id: newId("ref"), case_id: row.id, projectId: project.id, how: "held", cites: refusal.cites, row_digest: digestOf(refusal.row), version: now.version, at: services.clock() });
  await appendEntry(services, tx, { kind: "coordination.held-by-policy", subject: row.id, by: SYSTEM_ACTOR, data: { cites: refusal.cites, version: now.version } });
  await tellCoordinators(services, tx, { row, kind: "coordination.held", params: { cites: refusal.cites } });
}

async function lift(services: Services, tx: Transaction, { row, now, standing }: Sorting & { readonly standing: RefusalRow }): Promise<void> {
  await liftRefusal(tx, standing.id, { version: now.version, at: services.clock() });
  await appendEntry(services, tx, { kind: "coordination.comes-up-again", subject: row.id, by: SYSTEM_ACTOR, data: { cites: standing.cites, how: standing.how, version: now.version } });
}

/** The row that a dispute rested on is gone: by the maintainer's own change the report is open to answer again. */
async function bringBack(services: Services, tx: Transaction, { row, now, standing }: Sorting & { readonly standing: RefusalRow }): Promise<void> {
  await lift(services, tx, { row, now, standing });
  if (row.vendor_rm === "INVALID") await moveCase(services, tx, { caseId: row.id, by: SYSTEM_ACTOR, kind: "coordination.report-valid-again", events: [{ on: "report", participant: standingParticipants(row.id).vendor, event: "validate" }], data: { cites: standing.cites } });
  await tellCoordinators(services, tx, { row, kind: "coordination.again", params: { cites: standing.cites } });
}

/** Records that a dispute rests on a row of the maintainer's own policy. */
export async function citeRow(services: Services, tx: Transaction, { row, cites }: { readonly row: CaseRow; readonly cites: string }): Promise<void> {
  const project = await findProject(tx, row.project_id);
  if (!project) throw notFound();
  const now = await getPolicy(services, tx, project);
  // One that the policy spoke against already, and whose maintainer was told all the same.
  if ((await listRefusals(tx, project.id)).some(({ case_id }) => case_id === row.id)) return;
  const cited = findCited(now.policy, cites);
  if (cited === undefined) throw new CoordinationRefusal("no-such-row", "citesRow: your policy has no row of this id; the page shows the rows", { field: "citesRow" });
  await insertRefusal(tx, { id: newId("ref"), case_id: row.id, projectId: project.id, how: "disputed", cites, row_digest: digestOf(cited), version: now.version, at: services.clock() });
}

async function describeReport(services: Services, row: CaseRow, { facts, policy }: { readonly facts: FindingFacts; readonly policy: MaintainerPolicy }): Promise<SortedReport> {
  // The bundle is opened only for a policy that asks for something in it.
  const needsBundle = policy.evidenceNeeded.some((wanted) => wanted !== "every-run");
  const manifest = needsBundle ? (await openEvidence(services, row.finding_id)).bundle.manifest : undefined;
  return {
    title: facts.title, description: facts.description, weakness: facts.weakness, location: facts.target.location, version: facts.target.version, reproduced: facts.reproduced,
    hasCandidatePatch: typeof manifest?.candidatePatch === "string", hasTests: (manifest?.target.recipe.tests.length ?? 0) > 0,
  };
}

/**
 * Which waiting cases may be told now, worst first, and when to look again.
 * @param isAsked the maintainer asked for the next one: it comes as soon as there is a place, however they wanted mails spread
 */
export async function planNext(services: Services, tx: Transaction, { project, isAsked }: { readonly project: ProjectRow; readonly isAsked: boolean }): Promise<{ readonly tell: readonly string[]; readonly againAt: Date | undefined; readonly isTogether: boolean }> {
  const { policy } = await getPolicy(services, tx, project);
  const now = services.clock();
  const live = await listLiveCases(tx, project.id);
  const held = new Set((await listRefusals(tx, project.id)).map(({ case_id }) => case_id));
  const taken = live.filter((row) => takesPlace({ state: row.state, rm: row.vendor_rm, fixReady: row.flags.fixReady })).length;
  const waiting = live.filter((row) => row.state === "waiting" && !held.has(row.id)).map((row) => ({ id: row.id, dueRank: row.due_rank }));
  if (isAsked) return { tell: waiting.slice(0, taken < policy.openAtOnce ? 1 : 0).map(({ id }) => id), againAt: undefined, isTogether: false };
  const told = (await listTold(tx, project.id, new Date(now.getTime() - WEEK_MS))).map((one) => ({ atMs: Date.parse(one.at), dueRank: one.due_rank }));
  const { tell, againAtMs } = planNotices({ policy, nowMs: now.getTime(), taken, waiting, told });
  return { tell, againAt: againAtMs === undefined ? undefined : new Date(againAtMs), isTogether: policy.batching !== "each" || policy.lowLane === "weekly-digest" };
}

function digestOf(row: unknown): string {
  return createHash("sha256").update(JSON.stringify(row ?? null)).digest("hex");
}
