import { briefContent, type BriefContent, type BriefRecipients } from "#contracts/preparedness";
import type { Role } from "#contracts/access";
import { findPersonCard, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { findBrief, insertBrief, insertBriefRelease, listBriefRows, listReleasedBriefs, listReleases, takeBriefBack, type BriefRow } from "./briefs.store.ts";
import { EngagementRefusal } from "./engagement.errors.ts";
import { findHandle } from "./engagement.store.ts";
import { getEngagement, holdEngagement, holdForEvaluator, tellDeveloper } from "./hold-engagement.ts";
import { openModelName } from "./open-endpoint.ts";
import { requireStandingAccess } from "./standing-access.ts";
import { deleteDraft } from "./workbench.store.ts";

/*
 * A preparedness brief says which classes of software a model's capability puts at risk, and what helps. It is written in a
 * window and stays there: the developer reads it, and says for each group of recipients whether it may have it. Without that
 * word it is invisible to everybody else; taken back, it is so again. What was read before cannot be unread, which the page
 * says. It names neither the model nor its developer.
 */

/** Who reads what was released to a group; the public has no role. */
const READERS: Readonly<Record<Exclude<BriefRecipients, "public">, readonly Role[]>> = {
  clearinghouse: ["clearinghouse-analyst", "clearinghouse-director"],
  cisa: ["directive-officer"],
  partners: ["partner-security-lead"],
};

/** An evaluator hands a brief to the developer. */
export async function sendBrief(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly content: BriefContent }): Promise<void> {
  const { actor, engagementId, content } = input;
  await services.db.inTransaction(async (tx) => {
    await holdForEvaluator(tx, engagementId);
    const { engagement } = await requireStandingAccess(services, tx, { actor, engagementId });
    await refuseModelName(services, tx, engagementId, [content.text, ...content.classes.map(({ defences }) => defences)]);
    const id = newId("brief");
    const classes = content.classes.map(({ softwareClass }) => softwareClass);
    await insertBrief(tx, { id, engagementId, personId: actor.personId, classes, sealedContent: services.keys.seal("preparedness-brief", id, JSON.stringify(content)), at: services.clock() });
    await deleteDraft(tx, engagementId, actor.personId, "preparedness-brief");
    await appendEntry(services, tx, { kind: "engagement.brief-sent", subject: engagementId, by: actor, data: { briefId: id, classes }, visibleTo: [engagement.organisation_id] });
    await tellDeveloper(services, tx, engagement, "engagement.brief-sent");
  });
}

/** The developer says anew whom a brief may reach. Whoever is new among them is told; whoever is left out sees it no more. */
export async function setBriefConsent(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly briefId: string; readonly recipients: readonly BriefRecipients[] }): Promise<void> {
  const { actor, engagementId, briefId, recipients } = input;
  await services.db.inTransaction(async (tx) => {
    await holdEngagement(tx, engagementId);
    const brief = await findBrief(tx, briefId);
    if (!brief || brief.engagement_id !== engagementId) throw notFound();
    const at = services.clock();
    const standing = (await listReleases(tx, [briefId])).filter((release) => release.taken_back_at === null).map((release) => release.recipients);
    const fresh = recipients.filter((one) => !standing.includes(one));
    const former = standing.filter((one) => !recipients.includes(one));
    for (const one of former) await takeBriefBack(tx, briefId, one, at);
    for (const one of fresh) await insertBriefRelease(tx, { id: newId("rls"), briefId, recipients: one, at, by: actor.personId });
    if (fresh.length + former.length === 0) return;
    await appendEntry(services, tx, { kind: "engagement.brief-consent-set", subject: engagementId, by: actor, data: { briefId, recipients: [...recipients] } });
    await tellHolders(services, tx, { roles: fresh.flatMap((group) => (group === "public" ? [] : READERS[group])), kind: "engagement.brief-released", link: "/preparedness" });
  });
}

/** Briefs of an engagement as the developer sees them, or one author their own. */
export async function listBriefs(services: Services, { engagementId, personId }: { readonly engagementId: string; readonly personId?: string }) {
  const { db } = services;
  const rows = await listBriefRows(db, engagementId, personId);
  const releases = Map.groupBy(await listReleases(db, rows.map(({ id }) => id)), (release) => release.brief_id);
  return Promise.all(rows.map(async (row) => ({
    id: row.id, byName: (await findPersonCard(db, row.person_id))?.name ?? "", sentAt: row.sent_at, ...openContent(services, row),
    releases: (releases.get(row.id) ?? []).map((release) => ({ recipients: release.recipients, releasedAt: release.released_at, takenBackAt: release.taken_back_at })),
  })));
}

/** What was released to a group that the actor belongs to, or to everybody. */
export async function listBriefsFor(services: Services, roles: readonly string[]) {
  const groups = Object.entries(READERS).filter(([, readers]) => readers.some((role) => roles.includes(role))).map(([group]) => group);
  return toReleased(services, await listReleasedBriefs(services.db, [...groups, "public"]));
}

export async function listPublicBriefs(services: Services) {
  return toReleased(services, await listReleasedBriefs(services.db, ["public"]));
}

function toReleased(services: Services, rows: readonly (BriefRow & { readonly released_at: string })[]) {
  return rows.map((row) => ({ id: row.id, releasedAt: row.released_at, ...openContent(services, row) }));
}

function openContent({ keys }: Services, row: BriefRow): BriefContent {
  return briefContent.parse(JSON.parse(keys.open("preparedness-brief", row.id, row.sealed_content).toString("utf8")));
}

/** Throws when a text that may leave the window names the model, whose name is confidential. */
export async function refuseModelName(services: Services, tx: Transaction, engagementId: string, texts: readonly string[]): Promise<void> {
  await getEngagement(tx, engagementId);
  const handle = await findHandle(tx.asSystem("a text that leaves the window must not name the model"), engagementId);
  const name = handle && openModelName(services, handle).toLowerCase();
  if (name && texts.some((text) => text.toLowerCase().includes(name))) {
    throw new EngagementRefusal("names-the-model", "text: it names the model, whose name is confidential; say it without", { field: "text" });
  }
}
