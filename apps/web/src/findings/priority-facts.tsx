import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import type { Priority } from "./findings.query.ts";

/** How soon, by which rule and from which answers: the sentence first. */
export function PriorityFacts({ priority }: { readonly priority: Priority }) {
  const { inputs } = priority;
  return (
    <>
      <p className="bw-priority">{priority.sentence}</p>
      <DefinitionList
        items={[
          { term: t("findings.priority.timeline"), detail: priority.timeline },
          { term: t("findings.priority.kev"), detail: yesNo(inputs.inKev) },
          { term: t("findings.priority.exposed"), detail: yesNo(inputs.exposed) },
          { term: t("findings.priority.automatable"), detail: yesNo(inputs.automatable) },
          { term: t("findings.priority.impact"), detail: t(inputs.technicalImpact === "total" ? "findings.priority.total" : "findings.priority.partial") },
          { term: t("findings.priority.assumed"), detail: priority.assumed.join(", ") },
          { term: t("findings.priority.rule"), detail: priority.rule },
          { term: t("findings.priority.at"), detail: <DateTime at={priority.at} /> },
        ]}
      />
      <p className="bw-note">{t("findings.priority.guidance")}</p>
    </>
  );
}

function yesNo(value: boolean): string {
  return t(value ? "findings.yes" : "findings.no");
}
