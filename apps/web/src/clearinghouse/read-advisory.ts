import type { Operations } from "../api.ts";
import { readChoice, readList, readOptionalText, readText } from "../parts/form-values.ts";

type PublishAdvisory = Operations["POST /advisories"]["body"];

/** The advisory a form says. Without a CVE id there is no assigner either: we mint none. */
export function readAdvisory(form: FormData): Omit<PublishAdvisory, "caseId"> {
  const id = readOptionalText(form, "cve.id");
  return {
    cve: id === null ? null : { id, assigner: { orgId: readText(form, "cve.assigner.orgId"), shortName: readText(form, "cve.assigner.shortName") } },
    releasableTitle: readText(form, "releasableTitle"),
    releasableSummary: readText(form, "releasableSummary"),
    releasableDetail: readOptionalText(form, "releasableDetail"),
    references: readList(form, "references").map((url) => ({ kind: "web" as const, url, summary: hostOf(url) })),
    statement: readStatement(form),
  };
}

/** None where nobody is named who made it. */
function readStatement(form: FormData): PublishAdvisory["statement"] {
  const name = readOptionalText(form, "statement.name");
  if (name === null) return null;
  return { by: readChoice<"vendor" | "cna">(form, "statement.by"), name, url: readText(form, "statement.url"), fixedVersion: readOptionalText(form, "statement.fixedVersion") };
}

/** What the link is called; a text that is no address stays as it is, for the server to refuse by name. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url.slice(0, 200);
}
