import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AnyOf, AreaField, InstantField, TextField } from "../parts/fields.tsx";
import { readChoices, readInstant, readOptionalText, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { readNewcomers } from "./read-newcomers.ts";

type Role = "vendor" | "deployer" | "finder" | "other";
const ROLES: readonly Role[] = ["vendor", "deployer", "finder", "other"];

/** A list as somebody sent it, one vendor a line: all of them join, or none. */
export function AddParticipantsForm({ caseId }: { readonly caseId: string }) {
  const act = (form: FormData) => api.call("POST /cases/{id}/participants/many", { params: { id: caseId }, body: { participants: readNewcomers(readText(form, "participants")) } });
  return (
    <Panel heading={t("cases.addMany")}>
      <p className="bw-measure">{t("cases.addMany.words")}</p>
      <ActForm label={t("cases.addMany")} submit={t("cases.addMany.submit")} said={t("cases.addMany.said")} fields={["participants"]} outline act={act}>
        {(error) => <AreaField label={t("cases.addMany.list")} name="participants" hint={t("cases.addMany.hint")} rows={6} maxLength={100_000} error={error} />}
      </ActForm>
    </Panel>
  );
}

/** Somebody more joins: they are offered the embargo first, and nothing of the report is theirs before they agree. */
export function AddParticipantForm({ caseId }: { readonly caseId: string }) {
  const act = (form: FormData) => {
    const product = readOptionalText(form, "product");
    const replyBy = readInstant(form, "replyBy");
    return api.call("POST /cases/{id}/participants", {
      params: { id: caseId },
      body: { name: readText(form, "name"), ...(product === null ? {} : { product }), email: readText(form, "email"), roles: readChoices<Role>(form, "roles"), ...(replyBy === null ? {} : { replyBy }) },
    });
  };
  return (
    <Panel heading={t("cases.add")}>
      <p className="bw-measure">{t("cases.add.words")}</p>
      <ActForm label={t("cases.add")} submit={t("cases.add.submit")} said={t("cases.add.said")} fields={["name", "product", "email", "replyBy"]} act={act}>
        {(error) => (
          <>
            <TextField label={t("clearinghouse.participants.name")} name="name" hint={t("cases.add.nameHint")} maxLength={200} error={error} />
            <TextField label={t("cases.add.product")} name="product" maxLength={200} optional error={error} />
            <TextField label={t("cases.add.email")} name="email" type="email" hint={t("cases.add.emailHint")} maxLength={254} error={error} />
            <AnyOf legend={t("clearinghouse.participants.role")} name="roles" chosen={["vendor"]} choices={ROLES.map((value) => ({ value, label: t(`cases.role.${value}`) }))} />
            <InstantField label={t("cases.add.replyBy")} name="replyBy" hint={t("cases.add.replyByHint")} at={null} optional error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
