import type { Reply } from "../api.ts";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";

export type EarlyAccess = Reply<"GET /early-access/{id}">;
export type PartnerAccess = Reply<"GET /partner/early-access/{id}">;
export type System = EarlyAccess["systems"][number];
export type Sector = NonNullable<EarlyAccess["sector"]>;

export const EARLY_ACCESS_STATES: StatusWords<EarlyAccess["state"]> = {
  nominated: { label: "earlyAccess.state.nominated", tone: "quiet" },
  vetting: { label: "earlyAccess.state.vetting", tone: "quiet" },
  deciding: { label: "earlyAccess.state.deciding", tone: "attention" },
  selected: { label: "earlyAccess.state.selected", tone: "info" },
  "terms-sent": { label: "earlyAccess.state.terms-sent", tone: "info" },
  "terms-accepted": { label: "earlyAccess.state.terms-accepted", tone: "info" },
  provisioned: { label: "earlyAccess.state.provisioned", tone: "info" },
  ready: { label: "earlyAccess.state.ready", tone: "attention" },
  active: { label: "earlyAccess.state.active", tone: "good" },
  suspended: { label: "earlyAccess.state.suspended", tone: "urgent" },
  ended: { label: "earlyAccess.state.ended", tone: "ended" },
  declined: { label: "earlyAccess.state.declined", tone: "ended" },
  revoked: { label: "earlyAccess.state.revoked", tone: "ended" },
};

export const BASES: Readonly<Record<System["basis"], MessageKey>> = {
  owns: "earlyAccess.basis.owns",
  "authorised-to-test": "earlyAccess.basis.authorised-to-test",
};

const FINAL: readonly EarlyAccess["state"][] = ["ended", "declined", "revoked"];
const BEFORE_SELECTION: readonly EarlyAccess["state"][] = ["nominated", "vetting", "deciding"];

/** Nothing follows any more. */
export function isFinal({ state }: Pick<EarlyAccess, "state">): boolean {
  return FINAL.includes(state);
}

/** Neither key has settled it yet. */
export function isBeforeSelection({ state }: Pick<EarlyAccess, "state">): boolean {
  return BEFORE_SELECTION.includes(state);
}
