import { api } from "../api.ts";
import { WeaknessList } from "../engagement/weakness-list.tsx";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { DraftButton } from "./draft-button.tsx";
import type { BenchProps } from "./evaluator.query.ts";

/** A weakness of the developer's own system goes to the developer and to nobody else. */
export function WeaknessPanel({ id, bench, canSend }: BenchProps) {
  const draft = bench.drafts.find(({ kind }) => kind === "system-weakness");
  return (
    <Panel heading={t("work.weakness.heading")}>
      <p className="bw-measure">{t("work.weakness.lead")}</p>
      {bench.weaknesses.length > 0 && <WeaknessList weaknesses={bench.weaknesses} />}
      {canSend && (
        <ActForm
          key={`${bench.weaknesses.length} ${draft?.savedAt}`}
          label={t("work.weakness.heading")}
          submit={t("work.weakness.submit")}
          said={t("work.weakness.said")}
          fields={["system", "text"]}
          act={(form) => api.call("POST /evaluator/engagements/{id}/weaknesses", { params: { id }, body: { system: readText(form, "system"), text: readText(form, "text") } })}
        >
          {(error) => (
            <>
              <TextField label={t("work.weakness.system")} name="system" maxLength={200} error={error} />
              <AreaField label={t("work.weakness.text")} name="text" rows={6} maxLength={16_000} {...(draft ? { defaultValue: draft.text } : {})} error={error} />
              <DraftButton id={id} kind="system-weakness" field="text" />
            </>
          )}
        </ActForm>
      )}
    </Panel>
  );
}
