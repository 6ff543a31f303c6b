import type { modelMessages } from "#contracts/engagement";
import { recordRead } from "#rooms/access";
import { askEndpoint, findModelEndpoint, type ModelAnswer } from "#rooms/engagement";
import type { Actor, Services } from "#rooms/platform";
import type { z } from "zod";
import { refuseGap } from "./activate-partner.ts";
import { requirePartnersOwn } from "./early-access.ts";
import { PartnersRefusal } from "./partners.errors.ts";
import { findEarlyAccess, type EarlyAccessRow } from "./partners.store.ts";

export interface PartnerQuestion {
  readonly actor: Actor;
  readonly id: string;
  readonly system: string;
  readonly messages: z.output<typeof modelMessages>;
}

/** An active partner uses the model for one of its named systems; the developer sees that it did. */
export async function askModel(services: Services, input: PartnerQuestion): Promise<ModelAnswer> {
  const { actor, id, system, messages } = input;
  const row = await requireActive(services, id);
  if (!row.systems.some((one) => one.name === system)) {
    throw new PartnersRefusal("outside-scope", "system: this is not one of the systems that your acceptance names", { field: "system" });
  }
  const endpoint = await findModelEndpoint(services, services.db.asSystem("a partner asks through the server, and never holds the way to the model"), row.engagement_id);
  if (!endpoint) throw notActive();
  await services.db.inTransaction((tx) =>
    recordRead(services, tx, { actor, ownerOrganisationId: row.developer_organisation_id, subject: id, purpose: "early-access", what: `Asked the model about ${system}: ${messages.length} ${messages.length === 1 ? "message" : "messages"}` }),
  );
  const answer = await askEndpoint(services, endpoint, messages);
  // Suspended while the model was thinking: its answer stays here.
  await requireActive(services, id);
  return answer;
}

async function requireActive(services: Services, id: string): Promise<EarlyAccessRow> {
  const row = requirePartnersOwn(await findEarlyAccess(services.db, id));
  if (row.state !== "active") throw notActive();
  refuseGap(services, row);
  return row;
}

function notActive(): PartnersRefusal {
  return new PartnersRefusal("not-active", "Your early access is not active now.");
}
