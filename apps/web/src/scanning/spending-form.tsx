import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { SelectField, TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { readAmounts } from "./read-campaign.ts";
import type { Campaign } from "./scanning.query.ts";

/** What was spent on one of one's own claims since the last report. */
export function SpendingForm({ campaign }: { readonly campaign: Campaign }) {
  const own = campaign.targets?.filter(({ claimId }) => claimId !== null) ?? [];
  if (own.length === 0) return null;
  return (
    <Panel heading={t("scanning.spending")}>
      <ActForm
        label={t("scanning.spending")}
        submit={t("scanning.spending.report")}
        said={t("scanning.spending.said")}
        fields={["claimId", "tokens", "usdCents", "sandboxMinutes"]}
        outline
        act={(form) => api.call("POST /campaigns/{id}/spending", { params: { id: campaign.id }, body: { claimId: readText(form, "claimId"), ...readAmounts(form) } })}
      >
        {(error) => (
          <>
            <SelectField label={t("findings.target")} name="claimId" choices={own.map(({ claimId, repository, product, path }) => ({ value: claimId ?? "", label: [repository ?? product, path].filter((part) => part !== null).join(" ") }))} error={error} />
            <AmountFields error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}

/** The three parts of a budget, or of what was spent of it. */
export function AmountFields({ error }: { readonly error: unknown }) {
  return (
    <div className="bw-questions">
      <TextField label={t("scanning.budget.tokens")} name="tokens" type="number" min={0} step={1} defaultValue="0" error={error} />
      <TextField label={t("scanning.budget.usdField")} name="usdCents" type="number" min={0} step={0.01} defaultValue="0" error={error} />
      <TextField label={t("scanning.budget.minutes")} name="sandboxMinutes" type="number" min={0} step={1} defaultValue="0" error={error} />
    </div>
  );
}
