import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api.ts";
import type { Finding } from "../findings/findings.query.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { OneOf, SelectField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { DecisionCard } from "./decision-card.tsx";
import { inputWords, TABLE_INPUTS, TABLE_WORDS, toValueWords } from "./decision-words.ts";
import { KnownFacts } from "./known-facts.tsx";
import { latestDecisions } from "./latest-decisions.ts";
import { priorityQuery } from "./priority.query.ts";
import { readPriority } from "./read-priority.ts";

interface PriorityPanelProps {
  readonly finding: Finding;
  readonly mayDecide: boolean;
}

/** How soon, by the tables; what they stand on; and new facts, which change them at any later time. */
export function PriorityPanel({ finding, mayDecide }: PriorityPanelProps) {
  const view = useQuery(priorityQuery(finding.id));
  const open = mayDecide && (finding.state === "validated" || finding.state === "prioritised" || finding.state === "in_case");
  return (
    <QueryView query={view}>
      {(found) => (
        <>
          {(found.decisions.length > 0 || open) && (
            <Panel heading={t("findings.priority")}>
              {latestDecisions(found.decisions).map(({ stands, before }) => (
                <DecisionCard key={stands.table} decision={stands} before={before} />
              ))}
              {open && !finding.priority && <PriorityForm finding={finding} />}
              {open && finding.priority && (
                <Disclosure summary={t("clearinghouse.priority.again")}>
                  <PriorityForm finding={finding} />
                </Disclosure>
              )}
              {open && (
                <Disclosure summary={t("clearinghouse.priority.otherTable")}>
                  <TableForm findingId={finding.id} />
                </Disclosure>
              )}
            </Panel>
          )}
          <KnownFacts findingId={finding.id} view={found} mayWrite={mayDecide} />
        </>
      )}
    </QueryView>
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

const OTHER_TABLES = Object.keys(TABLE_INPUTS) as (keyof typeof TABLE_INPUTS)[];

/** Another table's word stands beside the order of work and does not change it. */
function TableForm({ findingId }: { readonly findingId: string }) {
  const [table, setTable] = useState<keyof typeof TABLE_INPUTS>("cisa-coordinator");
  const inputs = Object.entries(TABLE_INPUTS[table]);
  return (
    <>
      <p className="bw-measure">{t("clearinghouse.priority.otherTableWords")}</p>
      <div className="bw-filters" role="group" aria-label={t("clearinghouse.priority.table")}>
        {OTHER_TABLES.map((one) => (
          <button key={one} type="button" className={one === table ? "usa-button bw-small-button" : "usa-button usa-button--outline bw-small-button"} aria-pressed={one === table} onClick={() => setTable(one)}>
            {t(TABLE_WORDS[one].label)}
          </button>
        ))}
      </div>
      <ActForm
        key={table}
        label={t("clearinghouse.priority.otherTable")}
        submit={t("clearinghouse.priority.decideBy", { table: t(TABLE_WORDS[table].label) })}
        said={t("clearinghouse.priority.tableSaid")}
        fields={inputs.map(([input]) => `inputs.${input}`)}
        outline
        act={(form) => {
          const given = Object.fromEntries(inputs.flatMap(([input]) => (readText(form, `inputs.${input}`) === "" ? [] : [[input, readText(form, `inputs.${input}`)] as const])));
          return api.call("POST /findings/{id}/priority", { params: { id: findingId }, body: { table, inputs: given } });
        }}
      >
        {(error) => (
          <div className="bw-questions">
            {inputs.map(([input, values]) => (
              <SelectField
                key={input}
                label={t(inputWords(input) ?? "clearinghouse.input")}
                name={`inputs.${input}`}
                optional
                choices={[{ value: "", label: t("clearinghouse.priority.asKnown") }, ...values.map((value) => ({ value, label: toValueWords(value) }))]}
                error={error}
              />
            ))}
          </div>
        )}
      </ActForm>
    </>
  );
}
