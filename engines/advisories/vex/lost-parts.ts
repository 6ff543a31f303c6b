import type { ConversionNote, ReadAdvisoryFields, ReadVulnerability } from "../advisories.types.ts";

// What an advisory may have that a format may lack: the words for it, and whether it is there.
const OF_DOCUMENT = {
  aliases: ["its other ids", ({ aliases }) => aliases.length > 0],
  related: ["the related vulnerabilities", ({ related }) => related.length > 0],
  title: ["the title", ({ title, vulnerabilities }) => title !== "" && !vulnerabilities.some(({ cveId, ids }) => cveId === title || ids.includes(title))],
  tlp: ["the TLP label", ({ tlp }) => tlp !== null],
  notice: ["the notice", ({ notice }) => notice !== null],
  notes: ["the notes", ({ notes }) => notes.length > 0],
  ending: ["that it stands no longer, and why", ({ ending }) => ending !== null],
  revisions: ["the history of revisions", ({ revisions }) => revisions.length > 0],
  references: ["the references", ({ references }) => references.length > 0],
  aiAnnotations: ["the annotations of AI work", ({ aiAnnotations }) => aiAnnotations.length > 0],
} satisfies Record<string, readonly [string, (advisory: ReadAdvisoryFields) => boolean]>;

const OF_VULNERABILITY = {
  assigner: ["who assigned the CVE id", ({ assigner }) => assigner !== null],
  title: ["its title", ({ title }) => title !== null],
  weaknesses: ["the weaknesses", ({ weaknesses }) => weaknesses.length > 0],
  assessments: ["assessments such as SSVC", ({ assessments }) => assessments.length > 0],
  timeline: ["the timeline", ({ timeline }) => timeline.length > 0],
  references: ["its references", ({ references }) => references.length > 0],
  notes: ["its notes", ({ notes }) => notes.length > 0],
} satisfies Record<string, readonly [string, (vulnerability: ReadVulnerability) => boolean]>;

/** A note for each part of the advisory that is there and that the format has no place for. */
export function noteLostParts(advisory: ReadAdvisoryFields, title: string): ConversionNote[] {
  const lost: ConversionNote[] = [];
  for (const [name, [words, has]] of Object.entries(OF_DOCUMENT)) {
    if (has(advisory)) lost.push({ path: `/${name}`, message: `${title} has no place for ${words}` });
  }
  for (const [index, vulnerability] of advisory.vulnerabilities.entries()) {
    for (const [name, [words, has]] of Object.entries(OF_VULNERABILITY)) {
      if (has(vulnerability)) lost.push({ path: `/vulnerabilities/${index}/${name}`, message: `${title} has no place for ${words}` });
    }
  }
  return lost;
}
