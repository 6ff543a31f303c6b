/** The order was signed on this day (91 FR 34565); every due date is counted from it and from nothing else (INV-20). */
export const SIGNED_ON = "2026-06-02";
export const SOURCE = "Executive Order 14409, Promoting Advanced Artificial Intelligence Innovation and Security, 91 FR 34565";

/** A wording: with `quoted` it is the order's own; else ours, where only what stands in “ ” is the order's. */
export interface Wording {
  readonly paragraph: string;
  readonly task: string;
  readonly quoted: boolean;
}

/** One thing the order tells officials to do. */
export interface TaskingText extends Wording {
  readonly officials: string;
  readonly consulted: string;
  /** Calendar days after signing. */
  readonly days: number;
  readonly parts: readonly Wording[];
}

const CISA = "Secretary of Homeland Security through the Director of CISA";
const CISA_CONSULTS = "OMB, National Security Advisor, National Cyber Director";
const SECTION_3 = {
  officials: "Secretary of the Treasury; Secretary of War through the Director of NSA; Secretary of Homeland Security through the Director of CISA",
  consulted: "National Cyber Director, Assistant to the President for Science and Technology, Secretary of Commerce through the Director of NIST",
  days: 60,
} as const;

export const TASKINGS: readonly TaskingText[] = [
  {
    paragraph: "2(a)", officials: "Committee on National Security Systems (CNSS)", consulted: "", days: 30, parts: [], quoted: false,
    task: "“prioritize the cyber defense of National Security Systems” (as 44 U.S.C. 3552(b)(6)(A) defines them) “by taking appropriate and expeditious action consistent with the purpose of” the order",
  },
  {
    paragraph: "2(b)", officials: "Secretary of War (Defense)", consulted: "", days: 30, parts: [], quoted: false,
    task: "Prioritise the cyber defence of Department of War information systems in the same way",
  },
  {
    paragraph: "2(c)(i)", officials: CISA, consulted: CISA_CONSULTS, days: 30, parts: [], quoted: false,
    task: "Release “Binding Operational Directives and other guidance” to expedite and prioritise the cyber defence of civilian federal information systems",
  },
  {
    paragraph: "2(c)(ii)", officials: CISA, consulted: CISA_CONSULTS, days: 30, parts: [], quoted: true,
    task: "establish or expand Federal programs and cybersecurity services that enhance AI-enabled defensive tools",
  },
  {
    paragraph: "2(c)(iii)", officials: CISA, consulted: CISA_CONSULTS, days: 30, parts: [], quoted: false,
    task: "Facilitate access to cybersecurity tools and services, including covered frontier models where appropriate, for agencies, “State and local authorities, and operators of critical infrastructure such as rural hospitals, community banks, and local utilities”",
  },
  {
    paragraph: "2(d)", officials: "Secretary of the Treasury, with the Director of NSA and the Director of CISA", consulted: "National Cyber Director (press reports add Homeland Security and War)", days: 30, parts: [], quoted: true,
    task: "shall form an AI cybersecurity clearinghouse, in voluntary collaboration with the AI industry and operators of critical infrastructure, that coordinates and deconflicts scanning for software vulnerabilities, discovers and validates such vulnerabilities, and coordinates and prioritizes remediation and distribution of vulnerability patches",
  },
  {
    paragraph: "2(e)", officials: "Office of Management and Budget (OMB)", consulted: "", days: 30, parts: [], quoted: false,
    task: "Determine whether federal grant programmes have available funds for advanced AI vulnerability detection",
  },
  {
    paragraph: "2(f)", officials: "Office of Personnel Management (OPM)", consulted: "", days: 60, parts: [], quoted: false,
    task: "Expand hiring pathways for cybersecurity specialists through the U.S. Tech Force",
  },
  {
    paragraph: "3(a)", ...SECTION_3, parts: [], quoted: true,
    task: "develop and maintain a classified benchmarking process to assess the advanced cyber capabilities of AI models and determine the threshold at which an AI model should be designated a 'covered frontier model' … Such a determination shall be made by the Director of NSA",
  },
  {
    paragraph: "3(b)", ...SECTION_3, quoted: true,
    task: "design a voluntary framework with AI developers through which developers would be able to:",
    parts: [
      { paragraph: "3(b)(i)", quoted: false, task: "Engage the government on whether a model under development meets the designation" },
      {
        paragraph: "3(b)(ii)", quoted: false,
        task: "“provide the Federal Government with access to covered frontier models … for a period of up to 30 days before they plan to release such models to other trusted partners”, under “appropriate confidentiality, cybersecurity, insider-risk, and intellectual-property protection, use, and nondisclosure requirements”",
      },
      {
        paragraph: "3(b)(iii)", quoted: false,
        task: "Collaborate to “select trusted partners that will have early access to covered frontier models to promote secure innovation and strengthen the cybersecurity of critical infrastructure”",
      },
    ],
  },
];

/** Where a tasking stands, and how sure its wording is: what is not wholly the order's own was told by others. */
export function sourceOf({ paragraph, quoted }: Wording): { readonly citation: string; readonly reliability: "A" | "B" } {
  return { citation: `91 FR 34565, sec. ${paragraph}`, reliability: quoted ? "A" : "B" };
}
