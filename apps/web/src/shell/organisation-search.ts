export interface OrganisationSearch {
  readonly organisation?: string;
}

/** The organisation that an address names, if it names one at all. */
export function toOrganisationSearch({ organisation }: Record<string, unknown>): OrganisationSearch {
  return typeof organisation === "string" && /^org_[0-9a-z]{20}$/.test(organisation) ? { organisation } : {};
}
