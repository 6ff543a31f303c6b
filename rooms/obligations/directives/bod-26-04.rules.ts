import type { DirectiveWords } from "#contracts/directives";

/**
 * CISA's Binding Operational Directive 26-04 in our own words, from its public text and implementation guidance and from CERT/CC's
 * table. The table itself is not told here: it stands once, in engines/advisories, under the rule that the actions name.
 */
const TABLE = { kind: "table", rule: "cisa:BOD2604:1.0.0" } as const;
const POLICIES = { kind: "day", on: "2026-08-09" } as const;
const FULL_USE = { kind: "day", on: "2026-12-07" } as const;
const EVERY_ASSET = "Every asset of a federal civilian information system, wherever it is hosted and whoever runs it for the agency.";

export const BOD_26_04: DirectiveWords = {
  number: "BOD 26-04",
  kind: "binding-operational",
  title: "Prioritizing Security Updates Based on Risk",
  summary:
    "How soon a federal civilian agency fixes a vulnerability follows from four answers: is it known to be exploited, is the asset exposed to the internet, can an attack be automated, and does it give an attacker full control. "
    + "A table of sixteen rows turns the answers into a time, from three days to the next system upgrade. For the worst rows the agency also looks for traces of an attack.",
  scope:
    "Federal civilian executive branch agencies, for every asset of their information systems, also where a contractor or a cloud provider runs it for them. Not bound: National Security Systems, systems of the Department of War and of the intelligence community, "
    + "other branches of government, states, and private firms. They may follow the table as guidance. A contractor owes only what its contract says.",
  effectiveOn: "2026-06-10",
  sections: [
    {
      heading: "Why it replaces what came before",
      text: "Two earlier directives looked at two things apart: flaws that are known to be exploited, and flaws on internet-facing systems by their severity. Flaws are now found faster than they can be fixed, and attacks follow within hours. This directive takes both together, asks less haste of what can wait, and more of what cannot.",
    },
    {
      heading: "The clock",
      text: "The clock of a vulnerability on an asset starts on the earlier of two days: the day CISA lists it as known to be exploited, and the day the agency detects it on that asset. Days are calendar days. When an input changes, such as a later listing, the due day is worked out again from the same start.",
    },
    {
      heading: "Where each answer comes from",
      text: "Only one answer is the agency's own judgement: whether the asset is publicly exposed. An asset nobody has judged counts as exposed. Whether the flaw is known to be exploited comes from CISA's catalogue. Whether an attack can be automated, and its technical impact, are published by CISA with the vulnerability. "
        + "An entry of the catalogue always uses CISA's own answers. For any other vulnerability without published answers, automatable counts as no and the technical impact as total.",
    },
    {
      heading: "Looking for traces of an attack",
      text: "Three rows of the table ask for forensic work besides the fix. The affected assets are named, what a restart would wipe is collected before the fix, and the agency decides whether there is evidence that somebody got in. Signs of a break-in go to CISA at once, as any incident. A fix alone does not drive out who is already inside.",
    },
    {
      heading: "When a fix cannot come in time",
      text: "The agency says so before the due day, with the reason, what protects meanwhile, and until when. The due day stays visible. Where there is no fix and nothing protects, the product is taken out of use.",
    },
    {
      heading: "What CISA does",
      text: "CISA keeps the catalogue, publishes the answers that the table asks for, says how machine-readable tags of assets are to be reported, and helps agencies that ask.",
    },
  ],
  definitions: [
    { term: "Publicly exposed", meaning: "Reachable from the public internet, directly or through something that passes the traffic on. The agency's own judgement." },
    { term: "Known to be exploited", meaning: "Listed in CISA's catalogue of Known Exploited Vulnerabilities (KEV)." },
    { term: "Automatable", meaning: "An attacker can carry out the first steps of an attack against many targets without a person." },
    { term: "Technical impact", meaning: "Total when an attack gives full control of the affected part or all of its data, else partial." },
    { term: "Detection", meaning: "The first day on which the agency's scan, its inventory or a report shows the vulnerability on the asset." },
    { term: "Environment", meaning: "Where the asset works: production, test, development, cloud, operational technology, or with end users." },
    { term: "Fix on system upgrade", meaning: "No day of its own: fixed when the system is next upgraded." },
  ],
  actions: [
    {
      id: "policies", title: "Bring vulnerability policies up to date", appliesTo: "The agency's own written policies and procedures.", deadline: POLICIES,
      words: "Review and renew the policies on vulnerabilities: who does what, how the catalogue is followed, how due days are set and kept, how fixes are checked, and how progress is tracked and reported. Hand CISA a copy when it asks.",
    },
    {
      id: "catalogue", title: "Follow the catalogue of known exploited vulnerabilities", appliesTo: EVERY_ASSET, deadline: POLICIES,
      words: "Look at each change of the catalogue when it is published, find out which assets it touches, and start their clocks. Use the answers that CISA publishes with the entry.",
    },
    {
      id: "asset-inventory", title: "Keep an inventory that says what is exposed", appliesTo: EVERY_ASSET, deadline: FULL_USE,
      words: "Keep a list of all assets with a tag for public exposure and one for the environment of each, in a form that machines read, and keep it right as assets change.",
    },
    {
      id: "clocks", title: "Work out a due day for every vulnerability", appliesTo: EVERY_ASSET, deadline: FULL_USE,
      words: "Give each vulnerability on each asset its clock and its due day by the table, fill what nobody has published by the directive's defaults, and work it out again when an input changes.",
    },
    {
      id: "remediate", title: "Fix each vulnerability by its own due day", appliesTo: EVERY_ASSET, deadline: TABLE,
      words: "Fix, or take out of use, each vulnerability within the time that the table gives it from the start of its clock.",
    },
    {
      id: "forensics", title: "Look for traces of an attack where the table asks for it", appliesTo: "Assets whose row of the table asks for forensic work.", deadline: TABLE,
      words: "Name the affected assets, save what a restart would wipe before the fix, examine it, decide whether there is evidence of a break-in, and report that to CISA at once.",
    },
    {
      id: "contracts", title: "Look through contracts for what they must ask", appliesTo: "Contracts under which others run systems for the agency, and its cloud services.", deadline: FULL_USE,
      words: "Find contracts that do not ask for what this directive does, and change them, so that systems run by others are fixed by the same table.",
    },
    {
      id: "reporting", title: "Report automatically", appliesTo: EVERY_ASSET, deadline: FULL_USE,
      words: "Report the state of vulnerabilities and the tags of assets by machine, through the federal dashboard where the agency takes part in it, and otherwise as CISA says.",
    },
  ],
  phases: [
    { on: "2026-06-10", what: "In effect. The two earlier directives end." },
    { on: "2026-08-09", what: "Policies are brought up to date, and the catalogue is followed by them." },
    { on: "2026-12-07", what: "Full use: every vulnerability on every asset is dated by the table." },
  ],
  source: "https://www.cisa.gov/news-events/directives/bod-26-04-prioritizing-security-updates-based-risk",
  supersedes: ["BOD 22-01", "BOD 19-02"],
  notes: [
    "This is a retelling in other words, and no official text. The source counts.",
    "For the policies, public sources name days from 7 to 9 August 2026. Sixty days after 10 June 2026 are over on 9 August: the later day is taken.",
    "For the inventory, the clocks, the contracts and the reporting, the sources that were read name no day of their own: the day of full use is taken.",
    "Some commentators say that a vulnerability without published answers simply has 60 days. Here it takes the two defaults, and the table says the rest.",
    "For forensic work, the implementation guidance is said to give 2 hours from a listing to name the assets, 24 hours to save what a restart would wipe, and 72 hours to decide. One source tells it, so no deadline here rests on it.",
    "Many blogs give other times than the table of CERT/CC (cisa:BOD2604:1.0.0). The table is followed.",
  ],
  changes: null,
};
