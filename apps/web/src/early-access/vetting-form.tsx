import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { criteriaOfQuery } from "./early-access.query.ts";
import type { EarlyAccess } from "./early-access.words.ts";
import { readVetting } from "./read-forms.ts";

/** Holds a nominee against each published criterion, and asks for what is known of conflicts. */
export function VettingForm({ record }: { readonly record: EarlyAccess }) {
  const criteria = useQuery(criteriaOfQuery(record.policyVersion));
  const answers = [
    { value: "met", label: t("earlyAccess.vetting.met") },
    { value: "unmet", label: t("earlyAccess.vetting.unmet") },
  ];
  const yesOrNo = [
    { value: "yes", label: t("earlyAccess.conflict.yes") },
    { value: "no", label: t("earlyAccess.conflict.no") },
  ];
  return (
    <QueryView query={criteria}>
      {(found) => (
        <ActForm
          label={t("earlyAccess.vetting.heading")}
          submit={t("earlyAccess.vetting.submit")}
          said={t("earlyAccess.vetting.said")}
          fields={["tie"]}
          act={(form) => {
            const body = readVetting(form, found.map(({ criterion }) => criterion));
            return api.call("POST /early-access/{id}/vetting", { params: { id: record.id }, body });
          }}
        >
          {(error) => (
            <>
              {found.map(({ criterion, text }) => (
                <div key={criterion}>
                  <OneOf legend={text} name={criterion} choices={answers} chosen={chosenFor(record, criterion)} required />
                  <TextField label={t("earlyAccess.vetting.note")} name={`note.${criterion}`} maxLength={1000} optional />
                </div>
              ))}
              <OneOf legend={t("earlyAccess.conflict.competitor")} name="competitor" choices={yesOrNo} chosen={[]} required />
              <OneOf legend={t("earlyAccess.conflict.sameHouse")} name="sameHouse" choices={yesOrNo} chosen={[]} required />
              <AreaField label={t("earlyAccess.conflict.tie")} name="tie" rows={2} maxLength={1000} hint={t("earlyAccess.conflict.tieHint")} optional error={error} />
            </>
          )}
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
