import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, SelectField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import type { Tasking } from "./obligations.query.ts";
import { EVIDENCE_KINDS, inDays } from "./tasking-words.ts";

/** For evidence that was found wrong; whoever recorded it is refused by the server. */
export function StrikeForm({ taskings }: { readonly taskings: readonly Tasking[] }) {
  const standing = taskings.flatMap(({ paragraph, evidence }) => evidence.filter(({ retraction }) => retraction === null).map((one) => ({ ...one, paragraph })));
  if (standing.length === 0) return null;
  return (
    <Panel heading={t("obligations.strike")}>
      <p className="bw-measure">{t("obligations.strikeWords")}</p>
      <ActForm
        label={t("obligations.strike")}
        submit={t("obligations.strike")}
        said={t("obligations.strikeSaid")}
        fields={["reason"]}
        outline
        act={(form) => api.call("POST /obligations/evidence/{id}/retraction", { params: { id: readText(form, "id") }, body: { reason: readText(form, "reason") } })}
      >
        {(error) => (
          <>
            <SelectField
              label={t("obligations.strikeWhich")}
              name="id"
              choices={standing.map(({ id, paragraph, kind, publishedOn, link }) => ({ value: id, label: t("obligations.strikeOption", { paragraph, kind: t(EVIDENCE_KINDS[kind]), day: inDays(publishedOn), link }) }))}
            />
            <AreaField label={t("obligations.strikeReason")} name="reason" hint={t("obligations.strikeReasonHint")} maxLength={500} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
