import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { readChoice, readOptionalText, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { complaintCountsQuery } from "./early-access.query.ts";
import { ABOUT } from "./complaint-words.ts";

/** For anybody: a complaint about a selection or the criteria, and how many there were. */
export function ComplaintPanel() {
  const counts = useQuery(complaintCountsQuery);
  const show = (count: number | null) => (count === null ? t("complaint.few") : String(count));
  return (
    <Panel heading={t("complaint.heading")}>
      <p className="bw-measure">{t("complaint.words")}</p>
      <ActForm
        label={t("complaint.heading")}
        submit={t("complaint.send")}
        said={t("complaint.said")}
        fields={["text", "email", "officerEmail"]}
        act={(form) => {
          const officerEmail = readOptionalText(form, "officerEmail");
          return api.call("POST /partners/complaints", {
            body: { about: readChoice<keyof typeof ABOUT>(form, "about"), text: readText(form, "text"), email: readText(form, "email"), ...(officerEmail === null ? {} : { officerEmail }) },
          });
        }}
      >
        {(error) => (
          <>
            <OneOf legend={t("complaint.about")} name="about" choices={toChoices(ABOUT)} />
            <AreaField label={t("complaint.text")} name="text" maxLength={4000} error={error} />
            <TextField label={t("complaint.email")} name="email" type="email" autoComplete="email" hint={t("complaint.emailHint")} error={error} />
            <TextField label={t("complaint.officer")} name="officerEmail" type="email" hint={t("complaint.officerHint")} optional error={error} />
          </>
        )}
      </ActForm>
      {counts.data && (
        <div className="bw-after-heading">
          <DefinitionList
            items={[
              { term: t("complaint.count.received"), detail: show(counts.data.received) },
              { term: t("complaint.count.answered"), detail: show(counts.data.answered) },
              { term: t("complaint.count.closed"), detail: show(counts.data.closed) },
            ]}
          />
        </div>
      )}
    </Panel>
  );
}
