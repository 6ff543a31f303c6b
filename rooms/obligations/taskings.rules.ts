/** The order was signed on this day (91 FR 34565); every due date is counted from it and from nothing else (INV-20). */
export const SIGNED_ON = "2026-06-02";
export const SOURCE = "Executive Order 14409, Promoting Advanced Artificial Intelligence Innovation and Security, 91 FR 34565";

/** One thing the order tells officials to do. */
export interface TaskingText {
  readonly paragraph: string;
  readonly officials: string;
  readonly consulted: string;
  readonly task: string;
  /** True where `task` is the order's own wording, false where it is told in other words. */
  readonly quoted: boolean;
  /** Calendar days after signing. */
  readonly days: number;
}

export const TASKINGS: readonly TaskingText[] = [
  { paragraph: "2(a)", officials: "Committee on National Security Systems", consulted: "", task: "prioritize the cyber defense of National Security Systems", quoted: true, days: 30 },
  { paragraph: "2(b)", officials: "Secretary of War", consulted: "", task: "Prioritise the cyber defence of Department of War information systems", quoted: false, days: 30 },
  { paragraph: "2(c)(i)", officials: "Secretary of Homeland Security through the Director of CISA", consulted: "OMB, National Security Advisor, National Cyber Director", task: "Release binding operational directives and other guidance for civilian federal information systems", quoted: false, days: 30 },
  { paragraph: "2(c)(ii)", officials: "Secretary of Homeland Security through the Director of CISA", consulted: "OMB, National Security Advisor, National Cyber Director", task: "establish or expand Federal programs and cybersecurity services that enhance AI-enabled defensive tools", quoted: true, days: 30 },
  { paragraph: "2(c)(iii)", officials: "Secretary of Homeland Security through the Director of CISA", consulted: "OMB, National Security Advisor, National Cyber Director", task: "Facilitate access to cybersecurity tools and services for agencies, State and local authorities, and operators of critical infrastructure such as rural hospitals, community banks, and local utilities", quoted: false, days: 30 },
  { paragraph: "2(d)", officials: "Secretary of the Treasury, with the Director of NSA and the Director of CISA", consulted: "National Cyber Director", task: "form an AI cybersecurity clearinghouse, in voluntary collaboration with the AI industry and operators of critical infrastructure", quoted: true, days: 30 },
  { paragraph: "2(e)", officials: "Office of Management and Budget", consulted: "", task: "Determine whether federal grant programmes have available funds for advanced AI vulnerability detection", quoted: false, days: 30 },
  { paragraph: "2(f)", officials: "Office of Personnel Management", consulted: "", task: "Expand hiring pathways for cybersecurity specialists", quoted: false, days: 60 },
  { paragraph: "3(a)", officials: "Secretary of the Treasury; Secretary of War through the Director of NSA; Secretary of Homeland Security through the Director of CISA", consulted: "National Cyber Director, Assistant to the President for Science and Technology, Secretary of Commerce through the Director of NIST", task: "develop and maintain a classified benchmarking process to assess the advanced cyber capabilities of AI models", quoted: true, days: 60 },
  { paragraph: "3(b)", officials: "Secretary of the Treasury; Secretary of War through the Director of NSA; Secretary of Homeland Security through the Director of CISA", consulted: "National Cyber Director, Assistant to the President for Science and Technology, Secretary of Commerce through the Director of NIST", task: "design a voluntary framework with AI developers", quoted: true, days: 60 },
];
