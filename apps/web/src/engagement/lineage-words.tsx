import { t } from "../messages.ts";
import type { Engagement } from "./engagement.words.ts";

/** What the developer declared of the model's descent, and what follows for the days. */
export function LineageWords({ lineage }: { readonly lineage: NonNullable<Engagement["model"]["lineage"]> }) {
  return (
    <>
      {t(lineage.materiallyNew ? "work.lineage.new" : "work.lineage.same")} <code className="bw-code">{lineage.descendsFrom}</code>
    </>
  );
}
