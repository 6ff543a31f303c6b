import type { CatalogueEntry, Grant, ListedGrant, ListName, ListQuestion, Offer, PlanGrants } from "#contracts/assistance-lists";
import { findProfile, readPlan } from "#rooms/distribution";
import { listBrokers } from "#rooms/partners";
import type { Actor, Services } from "#rooms/platform";
import { chooseGrants, chooseOffers, needOfStep, STALE_AFTER_DAYS, type Days, type Versioned } from "./lists.rules.ts";
import { listCurrent, listVersions } from "./lists.store.ts";

const DAY_MS = 86_400_000;

/**
 * What is offered. What needs a frontier model is on the list while some partner runs scans for operators under terms that
 * let it, which is the developer's consent; which partner and which model is nobody's to know.
 */
export async function showCatalogue(services: Services, asked: ListQuestion): Promise<CatalogueEntry[]> {
  const entries = await current<Offer>(services, "catalogue");
  const brokered = entries.some(({ content }) => content.kind === "frontier-model") && (await services.db.inTransaction(async (tx) => (await listBrokers(services, tx)).length > 0));
  return chooseOffers(entries.filter(({ content }) => brokered || content.kind !== "frontier-model"), asked, daysOf(services));
}

/** What could pay for something. */
export async function showGrants(services: Services, asked: ListQuestion): Promise<ListedGrant[]> {
  return chooseGrants(await current<Grant>(services, "grants"), asked, daysOf(services));
}

/** Which programme could pay for which step of an operator's plan; those that fit no step are left out. */
export async function showPlanGrants(services: Services, { actor, organisationId }: { readonly actor: Actor; readonly organisationId: string }): Promise<PlanGrants> {
  const plan = await readPlan(services, { actor, organisationId });
  const profile = await findProfile(services.db, organisationId);
  const house = profile ? { sector: profile.sector, sizeBand: profile.sizeBand, region: profile.region } : {};
  const grants = chooseGrants(await current<Grant>(services, "grants"), house, daysOf(services));
  return {
    grants: grants
      .map((grant) => ({ ...grant, steps: plan.steps.filter((step) => grant.needs.includes(needOfStep(step))).map(({ id, title }) => ({ id, title })) }))
      .filter(({ steps }) => steps.length > 0),
  };
}

/** Every version of one entry, for everyone. */
export async function showHistory(services: Services, { list, key }: { readonly list: ListName; readonly key: string }) {
  const versions = await listVersions(services.db, list, key);
  return {
    versions: versions.map(({ version, reason, publishedAt, content }) => ({
      version, reason, publishedAt, offer: list === "catalogue" ? (content as Offer | null) : null, grant: list === "grants" ? (content as Grant | null) : null,
    })),
  };
}

function daysOf({ clock }: Services): Days {
  const now = clock();
  const dayOf = (at: Date) => at.toISOString().slice(0, 10);
  return { today: dayOf(now), staleBefore: dayOf(new Date(now.getTime() - STALE_AFTER_DAYS * DAY_MS)) };
}

async function current<Content extends Offer | Grant>(services: Services, list: ListName): Promise<Versioned<Content>[]> {
  return (await listCurrent(services.db, list)).map(({ key, version, content }) => ({ key, version, content: content as Content }));
}
