import type { Actor, Refusal, Services, Transaction } from "#rooms/platform";
import type { Target } from "./canonical-target.rules.ts";
import { beginClaims, insertAttempts, listAttempts, listOptOuts, listOverlapping, lockAttempts, lockProject, type ClaimRow, type TargetKeys } from "./claims.store.ts";
import { exchangeContacts } from "./exchange-contacts.ts";
import { hashTarget } from "./hash-target.ts";
import { listPeerOptOuts } from "./peer-opt-outs.ts";
import { ScanningRefusal } from "./scanning.errors.ts";

// Enough for people and their agents at work, far too few to try a dictionary of targets.
export const ATTEMPTS_PER_HOUR = 60;
const HOUR_MS = 3_600_000;

/**
 * Whether what was found on these targets may be taken in: for each, in its place, nothing, or why not. It opted out, or
 * another organisation has claimed it. What is met counts as an attempt, once; when these are used up every target gets the
 * same answer, so that a file of guesses finds out no more. The asker's own claims on what is taken in become active.
 * @param isPastOptOut the opt-out is what is appealed against, and holds nothing up
 */
export async function refuseClaimed(services: Services, { actor, targets, isPastOptOut = false }: { readonly actor: Actor; readonly targets: readonly TargetKeys[]; readonly isPastOptOut?: boolean }): Promise<readonly (Refusal | undefined)[]> {
  const elsewhere = await listPeerOptOuts(services, targets);
  return services.db.inTransaction(async (tx) => {
    const at = services.clock();
    await lockAttempts(tx, actor.organisationId);
    const attempts = await listAttempts(tx, actor.organisationId, hourBefore(at));
    if (attempts.count >= ATTEMPTS_PER_HOUR) return targets.map(limitReached);
    const optedOut = new Map((await listOptOuts(tx, targets.map(({ project }) => project))).map(({ project_key, reason }) => [project_key, reason]));
    const claims = Map.groupBy(await listOverlapping(tx.asSystem("to meet another organisation's claim"), targets, at), ({ place }) => place);
    const known = new Set(attempts.met);
    const met: string[] = [];
    const isSpent = () => attempts.count + met.length >= ATTEMPTS_PER_HOUR;
    const note = (key: string) => {
      if (!known.has(key)) met.push(key);
      known.add(key);
    };
    const begun: string[] = [];
    const collisions = new Map<number, ClaimRow>();
    const answers = targets.map((target, place): Refusal | undefined => {
      if (isSpent()) return limitReached();
      const reason = isPastOptOut ? undefined : (optedOut.get(target.project) ?? elsewhere.get(target.exchange));
      if (reason !== undefined) {
        note(target.project);
        return optOutRefusal(reason);
      }
      const here = claims.get(place) ?? [];
      const other = here.find((claim) => claim.organisation_id !== actor.organisationId);
      if (!other) {
        begun.push(...here.filter(({ state }) => state === "claimed").map(({ id }) => id));
        return undefined;
      }
      note([target.project, target.path, target.weakness].join("."));
      collisions.set(place, other);
      return undefined;
    });
    await insertAttempts(tx, actor.organisationId, { metKeys: met, at });
    for (const { place, project } of inOrderOfProjects(collisions, targets)) {
      const other = collisions.get(place);
      if (other) answers[place] = claimedRefusal(await introduceOnce(services, tx, { asker: actor, claim: other, project }));
    }
    if (begun.length > 0) await beginClaims(tx, [...new Set(begun)]);
    return answers;
  });
}

/** As `refuseClaimed`, for one target, thrown. */
export async function requireUnclaimed(services: Services, { actor, target, isPastOptOut = false }: { readonly actor: Actor; readonly target: Target; readonly isPastOptOut?: boolean }): Promise<void> {
  const [refusal] = await refuseClaimed(services, { actor, targets: [hashTarget(services, target)], isPastOptOut });
  if (refusal) throw refusal;
}

/** For rooms above: why a target's owner asks that nobody scans it, here or with another clearinghouse; undefined when nobody does. */
export async function findOptOut(services: Services, target: Target): Promise<string | undefined> {
  const keys = hashTarget(services, target);
  const [here] = await listOptOuts(services.db, [keys.project]);
  return here?.reason ?? (await listPeerOptOuts(services, [keys])).get(keys.exchange);
}

/** Counts a question that tells something whatever its answer; a transaction of its own, as it counts even when it is refused. */
export async function countAttempt(services: Services, actor: Actor): Promise<void> {
  const at = services.clock();
  const count = await services.db.inTransaction(async (tx) => {
    await lockAttempts(tx, actor.organisationId);
    await insertAttempts(tx, actor.organisationId, { metKeys: [null], at });
    return (await listAttempts(tx, actor.organisationId, hourBefore(at))).count;
  });
  if (count > ATTEMPTS_PER_HOUR) throw limitReached();
}

export function optOutRefusal(reason: string): ScanningRefusal {
  return new ScanningRefusal("opted-out", `target: its owner asked not to be scanned: ${reason}`, { field: "target" });
}

function claimedRefusal(exchangeId: string): ScanningRefusal {
  return new ScanningRefusal("already-claimed", `target: another organisation has claimed this target; you have each other's contact (exchange ${exchangeId}, in the inbox of whoever of yours met it first). Talk first, then submit together or after its claim ends.`, { field: "target" });
}

function limitReached(): ScanningRefusal {
  return new ScanningRefusal("claim-limit", `At most ${ATTEMPTS_PER_HOUR} claims, and submissions that meet another's claim, an hour for one organisation; claim a whole project at once, or wait an hour.`);
}

async function introduceOnce(services: Services, tx: Transaction, meeting: { readonly asker: Actor; readonly claim: ClaimRow; readonly project: string }): Promise<string> {
  await lockProject(tx, meeting.project);
  return exchangeContacts(services, tx, meeting);
}

/** In one order for everybody, so that no two wait for each other's projects. */
function inOrderOfProjects(collisions: ReadonlyMap<number, ClaimRow>, targets: readonly TargetKeys[]): { readonly place: number; readonly project: string }[] {
  return [...collisions.keys()].map((place) => ({ place, project: targets[place]?.project ?? "" })).toSorted((one, other) => one.project.localeCompare(other.project) || one.place - other.place);
}

function hourBefore(at: Date): Date {
  return new Date(at.getTime() - HOUR_MS);
}
