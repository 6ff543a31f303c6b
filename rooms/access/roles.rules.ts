import type { OrganisationKind, Role } from "#contracts/access";

/*
 * Which roles an organisation of a kind may give its people, from the framework's list of who does what, and which roles
 * one person never holds together. `organisation-manager` keeps people and sees no record; every kind has some.
 */
const GOVERNMENT: readonly Role[] = [
  "benchmark-analyst", "nsa-director", "consultee", "agency-evaluator", "partner-selection-officer", "clearinghouse-director", "clearinghouse-analyst",
  "validator", "finder", "state-local-authority", "directive-officer", "agency-ciso", "omb-opm-officer", "procurement", "export-control", "enforcement",
];

const ROLES_OF: Readonly<Record<OrganisationKind, readonly Role[]>> = {
  developer: ["developer-release-lead", "developer-security-lead", "finder", "maintainer"],
  government: GOVERNMENT,
  partner: ["partner-security-lead", "finder", "maintainer", "operator-delegate"],
  clearinghouse: ["clearinghouse-director", "clearinghouse-analyst", "validator"],
  vendor: ["maintainer", "patch-distributor", "finder"],
  operator: ["operator", "operator-delegate", "state-local-authority"],
  oversight: ["oversight"],
  platform: ["administrator"],
};

/** Who does the one must not do the other: the analyst is not the signer, the finder not the validator (separation of duties). */
const APART: readonly (readonly [Role, readonly Role[]])[] = [
  ["nsa-director", ["benchmark-analyst", "consultee"]],
  ["validator", ["finder"]],
  ["benchmark-analyst", ["clearinghouse-director", "clearinghouse-analyst", "validator", "finder", "partner-selection-officer"]],
  ["nsa-director", ["clearinghouse-director", "clearinghouse-analyst", "validator", "finder", "partner-selection-officer"]],
];
/** Held with any other role, these would open what they must not reach (INV-9). */
const ALONE: readonly Role[] = ["procurement", "export-control", "enforcement", "oversight"];

/** The roles that people of such an organisation may hold. */
export function rolesOf(kind: OrganisationKind): readonly Role[] {
  return [...ROLES_OF[kind], "organisation-manager"];
}

/** What is wrong with giving these roles to one person of such an organisation, in words; undefined when nothing is. */
export function findRoleFault(kind: OrganisationKind, roles: readonly Role[]): string | undefined {
  const foreign = roles.find((role) => !rolesOf(kind).includes(role));
  if (foreign) return `an organisation of the kind ${kind} has nobody in the role ${foreign}; choose among ${rolesOf(kind).join(", ")}`;
  const alone = roles.find((role) => ALONE.includes(role));
  if (alone && roles.length > 1) return `${alone} is held alone; give no other role beside it`;
  for (const [role, others] of APART) {
    const other = others.find((one) => roles.includes(one));
    if (roles.includes(role) && other) return `${role} and ${other} are two people's; give one of them`;
  }
  return undefined;
}
