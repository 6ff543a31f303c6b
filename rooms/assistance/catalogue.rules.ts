import type { CatalogueEntry } from "#contracts/assistance";

/** What is offered to those with little staff. Free choice throughout: nothing here is a duty (order, section 2(c)(ii–iii)). */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    key: "plan",
    name: "Five-step plan from your equipment list",
    what: "Upload a spreadsheet or an SBOM; get at most five steps, the most urgent first.",
    eligibility: "Rural hospitals, community banks, local utilities, State and local authorities, and those they name to help them",
    cost: "Free",
    skillsNeeded: "A list of your equipment: maker, product, version",
    dataSent: "The list, kept for you alone and erased when you leave",
  },
  {
    key: "offline-match",
    name: "The same plan on your own machine",
    what: "Run `breakwater match` against the published advisories; nothing leaves your house.",
    eligibility: "Everyone",
    cost: "Free",
    skillsNeeded: "Running one command",
    dataSent: "Nothing",
  },
  {
    key: "brokered-scan",
    name: "Scan by a trusted partner",
    what: "Ask; a partner with early access to a covered frontier model, where appropriate, examines software you own and you get plain results.",
    eligibility: "Operators who own the software or may have it tested",
    cost: "Free where a partner takes it up",
    skillsNeeded: "None",
    dataSent: "The software you choose to hand over, to the partner that takes it up",
  },
  {
    key: "maintenance-window",
    name: "Help with a safe maintenance window",
    what: "Talk through when and how to update control or clinical systems without stopping what people depend on.",
    eligibility: "Operators of control or clinical systems",
    cost: "Free",
    skillsNeeded: "Knowing which systems may not stop",
    dataSent: "What you write in your request",
  },
];
