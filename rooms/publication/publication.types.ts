import type { PublicAdvisoryInput } from "#engines/advisories";

/** What an advisory is written from: a `PublicAdvisory` before its check. It goes to the database as it goes out. */
export type AdvisoryContent = PublicAdvisoryInput;

/** What a person wrote for the public. */
export interface Wording {
  readonly title: string;
  readonly summary: string;
  readonly cve: AdvisoryContent["cve"];
  readonly references: NonNullable<AdvisoryContent["references"]>;
}

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
