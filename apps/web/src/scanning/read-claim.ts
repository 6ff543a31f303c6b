import type { Operations } from "../api.ts";
import { readOptionalText, readText } from "../parts/form-values.ts";

type MakeClaim = Operations["POST /claims"]["body"];

/** The claim a form says; a field left empty is not sent. */
export function readClaim(form: FormData): MakeClaim {
  const given = ["repository", "product", "path", "weakness"].flatMap((name) => {
    const text = readOptionalText(form, name);
    return text === null ? [] : [[name, text] as const];
  });
  return { ...Object.fromEntries(given), authorisation: { kind: readText(form, "authorisation") as MakeClaim["authorisation"]["kind"], evidence: readText(form, "authorisation.evidence") } };
}
