import { createHash } from "node:crypto";
import type { DirectiveWords } from "#contracts/directives";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { dayOf } from "../taskings/days.rules.ts";
import { openDraft, requireSound } from "./draft-directive.ts";
import { DirectiveRefusal } from "./directives.errors.ts";
import { insertRecord, listVersions, lockDraft, lockInForce, supersede, updateIssued } from "./directives.store.ts";
import { EARLIER_DIRECTIVES } from "./earlier-directives.rules.ts";
import { settleItemsJob } from "./items/settle-items.ts";

interface Issue {
  readonly id: string;
  readonly actor: Actor;
  readonly at: Date;
}

/**
 * Issues a draft, by an officer who did not write in it: frozen and public from here on. The version before it and the
 * directives that it names end in the same transaction; the agencies' items follow by a job.
 */
export async function issueDirective(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const draft = await lockDraft(tx, id);
    if (!draft) throw notFound();
    const words = openDraft(services, draft);
    await requireSound(tx, words);
    const issue = { id, actor, at: services.clock() };
    const ended = [...(await endInForce(tx, words.number, issue)), ...(await endNamed(tx, words, issue))];
    const content = JSON.stringify(words);
    const digest = toDigest(content);
    await updateIssued(tx, { id, content, digest, personId: actor.personId, on: dayOf(issue.at.toISOString()), at: issue.at });
    await appendEntry(services, tx, { kind: "obligations.directive-issued", subject: id, by: actor, data: { version: draft.version, kind: words.kind, digest, ended } });
    await tellHolders(services, tx, { roles: ["directive-officer"], who: (person) => person.id !== actor.personId, kind: "obligations.directive-issued", params: { number: words.number, title: words.title }, link: `/directives/${id}` });
    await services.jobs.enqueue(tx, settleItemsJob, {});
  });
}

async function endInForce(tx: Transaction, number: string, { id, actor, at }: Issue): Promise<readonly string[]> {
  const before = await lockInForce(tx, number);
  if (!before) return [];
  await supersede(tx, { id: before.id, by: id, personId: actor.personId, at });
  return [before.id];
}

async function endNamed(tx: Transaction, { supersedes }: DirectiveWords, issue: Issue): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const [place, number] of supersedes.entries()) {
    ended.push(...(await endInForce(tx, number, issue)));
    const earlier = EARLIER_DIRECTIVES.find(({ words }) => words.number === number);
    if (earlier && (await listVersions(tx, number)).length === 0) {
      const content = JSON.stringify(earlier.words);
      const kept = await insertRecord(tx, { id: newId("dir"), number, kind: earlier.words.kind, content, digest: toDigest(content), issuedOn: earlier.issuedOn, by: issue.id, personId: issue.actor.personId, at: issue.at });
      if (kept === 0 && (await listVersions(tx, number)).length === 0) throw new DirectiveRefusal("draft-waits", `supersedes.${place}: a draft of ${number} waits; issue it or take it back first`, `supersedes.${place}`);
    }
  }
  return ended;
}

function toDigest(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}
