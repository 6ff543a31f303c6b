import type { Operations } from "../api.ts";
import { readChoice, readText } from "../parts/form-values.ts";

type PaperForm = Operations["POST /paper-forms/entered"]["body"];

/** A paper form as it was typed in; what was left empty is not said. */
export function readPaperForm(form: FormData): PaperForm {
  const [organisationId, name, helper, list] = ["organisationId", "name", "helper", "list"].map((field) => readText(form, field));
  const vital = readText(form, "vital").split(/[\s,;]+/).filter((line) => line !== "").map(Number);
  return {
    formNumber: readText(form, "formNumber"),
    ...(organisationId ? { organisationId } : {}),
    ...(name ? { name } : {}),
    contact: { name: readText(form, "contact.name"), by: readChoice<PaperForm["contact"]["by"]>(form, "contact.by"), address: readText(form, "contact.address") },
    profile: { choice: readText(form, "profile.choice"), sizeBand: readChoice<PaperForm["profile"]["sizeBand"]>(form, "profile.sizeBand"), region: readChoice<PaperForm["profile"]["region"]>(form, "profile.region") },
    ...(helper ? { helper } : {}),
    agreed: { version: readText(form, "agreed.version"), signedBy: readText(form, "agreed.signedBy"), signedOn: readText(form, "agreed.signedOn") },
    ...(list ? { list } : {}),
    ...(vital.length > 0 ? { vital } : {}),
  };
}
