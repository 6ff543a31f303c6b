import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { OneOf } from "../parts/fields.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { criteriaQuery } from "./early-access.query.ts";
import type { EarlyAccess } from "./early-access.words.ts";
import { readVetting } from "./read-forms.ts";

/** Holds a nominee against each published criterion. */
export function VettingForm({ record }: { readonly record: EarlyAccess }) {
  const criteria = useQuery(criteriaQuery);
  const answers = [
    { value: "met", label: t("earlyAccess.vetting.met") },
    { value: "unmet", label: t("earlyAccess.vetting.unmet") },
  ];
  return (
    <QueryView query={criteria}>
      {(found) => (
        <ActForm
          label={t("earlyAccess.vetting.heading")}
          submit={t("earlyAccess.vetting.submit")}
          said={t("earlyAccess.vetting.said")}
          fields={[]}
          act={(form) => {
            const body = readVetting(form, found.criteria.map(({ criterion }) => criterion));
            return api.call("POST /early-access/{id}/vetting", { params: { id: record.id }, body });
          }}
        >
          {() =>
            found.criteria.map(({ criterion, text }) => (
              <OneOf key={criterion} legend={text} name={criterion} choices={answers} chosen={chosenFor(record, criterion)} required />
            ))
          }
        </ActForm>
      )}
    </QueryView>
  );
}

/** Nothing is chosen before somebody chose it: a form sent in haste must not say "met". */
function chosenFor(record: EarlyAccess, criterion: string): readonly string[] {
  const answer = record.vetting.find((one) => one.criterion === criterion);
  return answer ? [answer.met ? "met" : "unmet"] : [];
}
