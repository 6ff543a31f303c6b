import type { Operations } from "../api.ts";
import { readText } from "../parts/form-values.ts";

/** The table's questions as a form answers them; "unknown" leaves the directive's own default to the server. */
export function readPriority(form: FormData): Operations["POST /findings/{id}/priority"]["body"] {
  const automatable = readText(form, "automatable");
  const impact = readText(form, "technicalImpact");
  return {
    inKev: readText(form, "inKev") === "yes",
    exposed: readText(form, "exposed") === "yes",
    automatable: automatable === "unknown" ? null : automatable === "yes",
    technicalImpact: impact === "total" || impact === "partial" ? impact : null,
  };
}
