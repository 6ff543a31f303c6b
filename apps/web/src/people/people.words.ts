import type { OrganisationKind } from "#contracts/access";

export const organisationKinds: readonly OrganisationKind[] = ["developer", "government", "partner", "clearinghouse", "vendor", "operator", "oversight", "platform"];
