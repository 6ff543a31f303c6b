import type { PublicAdvisoryInput } from "#engines/advisories";
import type { AdvisoryView, PublicStatement } from "#contracts/publication";
import type { ReleasedPatch } from "#rooms/remediation";

/** What an advisory is written from: a `PublicAdvisory` before its check. It goes to the database as it goes out. */
export type AdvisoryContent = PublicAdvisoryInput;

/** What a person wrote for the public. */
export interface Wording {
  readonly title: string;
  readonly summary: string;
  /** How it can be reproduced: out only after the policy's days after the fix. */
  readonly detail: string | null;
  readonly cve: AdvisoryContent["cve"];
  readonly references: NonNullable<AdvisoryContent["references"]>;
}

/** What an advisory stands on: a patch of ours, or what the vendor or a CNA said in public. Never nothing. */
export type Basis = { readonly patch: ReleasedPatch; readonly statement: null } | { readonly patch: null; readonly statement: PublicStatement };

/** The patch an advisory points to. */
export interface PublishedPatch {
  readonly patchId: string;
  readonly digest: string;
  readonly keyId: string;
  readonly aiGenerated: boolean;
}

/** What the decision table needs, all but `exposed`, which each operator answers about its own asset. */
export interface PriorityInputs {
  readonly inKev: boolean;
  readonly automatable: boolean | null;
  readonly technicalImpact: "partial" | "total" | null;
}

/** Fills in a text of the room's message file. */
export type Texts = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** Why nothing of an advisory holds any more, as it is stored and shown. */
export type Ending = NonNullable<AdvisoryView["ending"]>;
