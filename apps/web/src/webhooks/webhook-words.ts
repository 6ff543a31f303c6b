import type { Role } from "#contracts/access";
import { t } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { Delivery, Webhook } from "./webhooks.query.ts";

/** Roles before which the wall stands, or that open nothing: whoever holds one is not shown the page. Nor is an administrator alone. */
const NOT_TOLD: readonly Role[] = ["benchmark-analyst", "nsa-director", "consultee", "procurement", "export-control", "enforcement"];

export function mayBeTold({ roles }: { readonly roles: readonly Role[] }): boolean {
  return roles.some((role) => role !== "administrator") && !roles.some((role) => NOT_TOLD.includes(role));
}

export const WEBHOOK_STATES: StatusWords<Webhook["state"]> = {
  active: { label: "webhooks.state.active", tone: "good" },
  dead: { label: "webhooks.state.dead", tone: "urgent" },
};

export const DELIVERY_STATES: StatusWords<Delivery["state"]> = {
  waiting: { label: "webhooks.delivery.waiting", tone: "info" },
  delivered: { label: "webhooks.delivery.delivered", tone: "good" },
  "given-up": { label: "webhooks.delivery.given-up", tone: "ended" },
};

/** What the address answered, or why nothing came. */
export function sayAnswer({ status, fault }: Pick<Delivery, "status" | "fault">): string {
  if (status !== null) return t("webhooks.answered", { status });
  return fault === null ? t("webhooks.notTried") : t(`webhooks.fault.${fault}`);
}

/** Which advisories an address is told of, in a sentence. */
export function sayWish({ purls, leastSeverity }: Pick<Webhook, "purls" | "leastSeverity">): string {
  const about = purls.length === 0 ? t("webhooks.about.all") : t("webhooks.about.some", { purls: purls.join(", ") });
  return leastSeverity === null ? about : t("webhooks.about.least", { about, severity: t(`webhooks.severity.${leastSeverity}`) });
}
