import { api } from "../api.ts";
import type { Finding } from "../findings/findings.query.ts";
import { PriorityFacts } from "../findings/priority-facts.tsx";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { OneOf } from "../parts/fields.tsx";
import { Panel } from "../parts/panel.tsx";
import { readPriority } from "./read-priority.ts";

interface PriorityPanelProps {
  readonly finding: Finding;
  readonly mayDecide: boolean;
}

/** How soon, by the table; new facts change it at any later time. */
export function PriorityPanel({ finding, mayDecide }: PriorityPanelProps) {
  const open = mayDecide && (finding.state === "validated" || finding.state === "prioritised" || finding.state === "in_case");
  if (!finding.priority && !open) return null;
  return (
    <Panel heading={t("findings.priority")}>
      {finding.priority && <PriorityFacts priority={finding.priority} />}
      {open && !finding.priority && <PriorityForm finding={finding} />}
      {open && finding.priority && (
        <Disclosure summary={t("clearinghouse.priority.again")}>
          <PriorityForm finding={finding} />
        </Disclosure>
      )}
    </Panel>
  );
}

function PriorityForm({ finding }: { readonly finding: Finding }) {
  const no = { value: "no", label: t("findings.no") };
  const yes = { value: "yes", label: t("findings.yes") };
  const unknown = { value: "unknown", label: t("clearinghouse.priority.unknown") };
  return (
    <ActForm
      label={t("clearinghouse.priority.decide")}
      submit={t("clearinghouse.priority.decide")}
      said={t("clearinghouse.priority.said")}
      fields={[]}
      act={(form) => api.call("POST /findings/{id}/priority", { params: { id: finding.id }, body: readPriority(form) })}
    >
      {() => (
        <div className="bw-questions">
          <OneOf legend={t("clearinghouse.priority.kev")} name="inKev" chosen={[]} required choices={[no, yes]} />
          <OneOf legend={t("clearinghouse.priority.exposed")} name="exposed" chosen={[]} required choices={[no, yes]} />
          <OneOf legend={t("clearinghouse.priority.automatable")} name="automatable" chosen={[]} required choices={[unknown, no, yes]} />
          <OneOf
            legend={t("clearinghouse.priority.impact")}
            name="technicalImpact"
            chosen={[]}
            required
            choices={[unknown, { value: "partial", label: t("findings.priority.partial") }, { value: "total", label: t("findings.priority.total") }]}
          />
        </div>
      )}
    </ActForm>
  );
}
