import { t } from "../messages.ts";

/** Shown wherever something that a model made or found is: never without it. */
export function AiLabel({ made = "found" }: { readonly made?: "found" | "written" }) {
  return <span className="bw-ai">{t(made === "found" ? "findings.ai.found" : "findings.ai.written")}</span>;
}
