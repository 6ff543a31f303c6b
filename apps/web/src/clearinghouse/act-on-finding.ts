import { api } from "../api.ts";
import type { SeverityLevel } from "../findings/findings.query.ts";
import { readOptionalText, readText } from "../parts/form-values.ts";
import type { TriageAct } from "./queue.rules.ts";

/** Does what a form of the acts' panel says. */
export function actOnFinding(findingId: string, act: TriageAct, form: FormData): Promise<unknown> {
  const params = { id: findingId };
  const reason = readText(form, "reason");
  switch (act) {
    case "validate":
    case "reject":
      return api.call("POST /findings/{id}/validation", { params, body: { decision: act === "validate" ? "validated" : "rejected", reason, assistedByModel: readOptionalText(form, "assistedByModel") } });
    case "overturn":
    case "confirm":
      return api.call("POST /findings/{id}/sample", { params, body: { decision: act === "confirm" ? "confirmed" : "overturned", reason } });
    case "ask":
      return api.call("POST /findings/{id}/needs-info", { params, body: { question: readText(form, "question") } });
    default:
      return api.call("POST /findings/{id}/links", { params, body: { kind: act, reason, ...readOther(form), ...readLevel(form) } });
  }
}

/** A number that was typed, or else the one of those that are near which is chosen. */
export function readOther(form: FormData): { readonly otherId: string } {
  return { otherId: readOptionalText(form, "otherId") ?? readText(form, "near") };
}

function readLevel(form: FormData): { readonly level?: SeverityLevel } {
  const level = readOptionalText(form, "level");
  return level === null ? {} : { level: level as SeverityLevel };
}
