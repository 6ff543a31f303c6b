/** What CISA says of one vulnerability in its own container of the CVE record. */
export interface Metadata {
  readonly cveId: string;
  readonly automatable: boolean;
  readonly technicalImpact: "partial" | "total";
}

/** CISA's id as an Authorized Data Publisher in the CVE programme. */
const CISA_ADP = "134c704f-9b21-4f2e-91b3-4a467353bcc0";
const CVE_ID = /^CVE-\d{4}-\d{4,19}$/;

/** Of an untrusted CVE record (JSON 5.x). `undefined`: no CVE record; `null`: CISA has published nothing that can be used. */
export function readMetadata(record: unknown): Metadata | null | undefined {
  const cveId = member(member(record, "cveMetadata"), "cveId");
  if (typeof cveId !== "string" || !CVE_ID.test(cveId)) return undefined;
  for (const container of listOf(member(member(record, "containers"), "adp"))) {
    if (member(member(container, "providerMetadata"), "orgId") !== CISA_ADP) continue;
    for (const metric of listOf(member(container, "metrics"))) {
      const other = member(metric, "other");
      if (member(other, "type") !== "ssvc") continue;
      const options = listOf(member(member(other, "content"), "options"));
      const automatable = wordOf(options, "automatable");
      const impact = wordOf(options, "technical impact");
      if ((automatable === "yes" || automatable === "no") && (impact === "partial" || impact === "total")) return { cveId, automatable: automatable === "yes", technicalImpact: impact };
    }
  }
  return null;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Options come as objects of one member each: `{"Technical Impact": "total"}`. */
function wordOf(options: readonly unknown[], name: string): string | undefined {
  for (const option of options) {
    if (typeof option !== "object" || option === null) continue;
    for (const [key, value] of Object.entries(option)) if (key.toLowerCase() === name && typeof value === "string") return value.toLowerCase();
  }
  return undefined;
}
