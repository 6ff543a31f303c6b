import type { PublicAdvisory, ReadAdvisory, ReadAdvisoryFields, ReadVulnerability } from "./advisories.types.ts";

/** A vulnerability of which nothing is said; readers and tests fill in what is. */
export const NO_VULNERABILITY: ReadVulnerability = {
  cveId: null, ids: [], assigner: null, title: null, description: null, weaknesses: [], products: [], severities: [], assessments: [],
  remediations: [], timeline: [], references: [], credits: [], notes: [],
};

/** The general model of a public advisory, which every writer writes from. It copies named fields only. */
export function stateAdvisory(advisory: PublicAdvisory): ReadAdvisoryFields {
  return {
    format: "csaf-2.1",
    id: advisory.trackingId,
    aliases: [],
    // By the name that OSV readers know them by (osvId); what is no advisory of ours has none.
    related: (advisory.ending?.replacedBy ?? []).flatMap(({ id }) => (id.startsWith("BW-") ? [`x_${id}`] : [])),
    title: advisory.title,
    summary: advisory.summary,
    publishedAt: advisory.initialReleaseAt,
    modifiedAt: advisory.currentReleaseAt,
    publisher: { name: advisory.publisher.name, namespace: advisory.publisher.namespace, category: advisory.publisher.category },
    tlp: advisory.tlp,
    notice: advisory.notice,
    notes: [],
    ending: advisory.ending,
    revisions: advisory.revisions.map(({ number, at, summary }) => ({ number: String(number), at, summary })),
    references: advisory.references.map(({ kind, url, summary }) => ({ kind, url, summary })),
    credits: advisory.credits.map(({ name, organization, role, ai }) => ({ name, organization, role, ai })),
    aiAnnotations: [],
    vulnerabilities: [{
      ...NO_VULNERABILITY,
      cveId: advisory.cve?.id ?? null,
      assigner: advisory.cve?.assigner ?? null,
      weaknesses: advisory.weakness === null ? [] : [{ id: advisory.weakness.id, name: advisory.weakness.name }],
      products: advisory.products,
      severities: advisory.severities.map(({ role, name, vector, score, rating }) => ({ role, name, vector, score, rating })),
      remediations: advisory.remediations.map(({ kind, text, url, ai }) => ({ kind, text, url, ai })),
    }],
    unread: [],
  };
}

/** Says that an advisory was read from a document. Only readers may: see `ReadAdvisory`. */
export function asReadAdvisory(fields: ReadAdvisoryFields): ReadAdvisory {
  return fields as ReadAdvisory;
}

/** The CVE ids of all its vulnerabilities, each once. */
export function cveIdsOf({ vulnerabilities }: ReadAdvisoryFields): string[] {
  return [...new Set(vulnerabilities.flatMap(({ cveId }) => cveId ?? []))];
}
