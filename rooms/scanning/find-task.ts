import { notFound, type ResourceKind, type Services } from "#rooms/platform";
import { findTarget } from "./campaigns.store.ts";
import type { Target } from "./canonical-target.rules.ts";
import { findTakenTarget, OWNED_CLAIM } from "./claims.store.ts";
import { openTarget } from "./work-campaign.ts";

/** A campaign's target that the acting organisation has taken and not given back. */
export interface Task {
  readonly id: string;
  readonly campaignId: string;
  readonly target: Target;
  /** When the claim ends, or ended; never after the campaign. */
  readonly deadline: Date;
}

/** For rooms above: what was taken, for whoever acts; absent for everybody else. */
export async function getTask(services: Services, id: string): Promise<Task> {
  const row = await findTakenTarget(services.db, id);
  if (!row) throw notFound();
  const { repository, product, path, weakness } = openTarget(services, row);
  return { id, campaignId: row.campaign_id, target: { repository, product, path, weakness }, deadline: new Date(row.deadline) };
}

/** A taken target as the policies of a room above see it, under its own permissions. */
export function taskResource(kind: Pick<ResourceKind, "type" | "read">): ResourceKind {
  return {
    ...kind,
    load: async ({ db }, id) => {
      const row = await findTakenTarget(db, id);
      return row && { organisation: { type: "Organisation", id: row.organisation_id } };
    },
    absent: { organisation: { type: "Organisation", id: "nobody" } },
    owned: OWNED_CLAIM,
  };
}

/** For rooms above: whether a campaign names this target, for whoever may see them. */
export async function namesTarget({ db }: Services, { campaignId, targetId }: { readonly campaignId: string; readonly targetId: string }): Promise<boolean> {
  return (await findTarget(db, campaignId, targetId)) !== undefined;
}
