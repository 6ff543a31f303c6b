import type { OrganisationKind, Role } from "#contracts/access";

export interface CastMember {
  readonly name: string;
  readonly organisation: string;
  readonly kind: OrganisationKind;
  readonly roles: readonly Role[];
  /** Invited by the organisation's manager, and signs in at the organisation's own provider. */
  readonly byProvider?: true;
}

/** Everybody in the exercise. All names are invented; every organisation says that it is an exercise. */
export const CAST: readonly CastMember[] = [
  { name: "Ada Rell", organisation: "Tidewater Labs (exercise)", kind: "developer", roles: ["developer-release-lead"] },
  { name: "Sam Okoye", organisation: "Tidewater Labs (exercise)", kind: "developer", roles: ["developer-security-lead", "finder"] },
  { name: "Rob Haas", organisation: "Rival Labs (exercise)", kind: "developer", roles: ["developer-release-lead", "finder"] },
  { name: "Eva Lind", organisation: "Evaluation Office (exercise)", kind: "government", roles: ["agency-evaluator"] },
  { name: "Eli Moss", organisation: "Evaluation Office (exercise)", kind: "government", roles: ["agency-evaluator"] },
  { name: "Sela Wirth", organisation: "Partner Selection Office (exercise)", kind: "government", roles: ["partner-selection-officer"] },
  { name: "Gus Adler", organisation: "Lighthouse Defence (exercise)", kind: "partner", roles: ["organisation-manager"] },
  { name: "Pia Brandt", organisation: "Lighthouse Defence (exercise)", kind: "partner", roles: ["partner-security-lead", "finder"], byProvider: true },
  { name: "Cora Bell", organisation: "AI Clearinghouse (exercise)", kind: "clearinghouse", roles: ["clearinghouse-director"] },
  { name: "Anna Frey", organisation: "AI Clearinghouse (exercise)", kind: "clearinghouse", roles: ["clearinghouse-analyst"] },
  { name: "Val Ortiz", organisation: "AI Clearinghouse (exercise)", kind: "clearinghouse", roles: ["validator"] },
  { name: "Olga Reyes", organisation: "Defence Guidance Office (exercise)", kind: "government", roles: ["directive-officer"] },
  { name: "Otto Lang", organisation: "Defence Guidance Office (exercise)", kind: "government", roles: ["directive-officer"] },
  { name: "Mina Falk", organisation: "River Survey Agency (exercise)", kind: "government", roles: ["agency-ciso"] },
  { name: "Pat Quill", organisation: "Budget Office (exercise)", kind: "government", roles: ["omb-opm-officer"] },
  { name: "Uma Dahl", organisation: "Brook Water Utility (exercise)", kind: "operator", roles: ["operator"] },
  { name: "Hana Ito", organisation: "Fern Valley Hospital (exercise)", kind: "operator", roles: ["operator"] },
  { name: "Ben Cole", organisation: "Corner Bank (exercise)", kind: "operator", roles: ["operator"] },
  { name: "Ines Voss", organisation: "Inspectorate (exercise)", kind: "oversight", roles: ["oversight"] },
];

/** The enclave's own people, known to the enclave alone. */
export const ENCLAVE_CAST: readonly CastMember[] = [
  { name: "Nora Quist", organisation: "Benchmarking Office (exercise)", kind: "government", roles: ["benchmark-analyst"] },
  { name: "Dirk Vane", organisation: "Benchmarking Office (exercise)", kind: "government", roles: ["nsa-director"] },
  { name: "Nic Thorn", organisation: "Office of the National Cyber Director (exercise)", kind: "government", roles: ["consultee"] },
  { name: "Asa Pool", organisation: "Office of the Science Adviser (exercise)", kind: "government", roles: ["consultee"] },
  { name: "Cy Marsh", organisation: "Defence Guidance Office (exercise)", kind: "government", roles: ["consultee"] },
  { name: "Wes Hurd", organisation: "War Representative (exercise)", kind: "government", roles: ["consultee"] },
];

/** Address of a member of the cast in this run of the exercise. */
export function emailOf(name: string, run: string): string {
  return `${`${name} ${run}`.trim().toLowerCase().replace(/[^a-z0-9]+/g, ".")}@exercise.example`;
}
