import { useNavigate } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";

/** Oversight publishes a report at will, and is shown it. */
export function PublishForm() {
  const navigate = useNavigate();
  const act = async (form: FormData) => {
    const { id } = await api.call("POST /reports", { body: { from: readText(form, "from") } });
    await navigate({ to: "/reports/$id", params: { id } });
  };
  return (
    <Panel heading={t("reports.publish")}>
      <p className="bw-measure">{t("reports.publishWords")}</p>
      <ActForm label={t("reports.publish")} submit={t("reports.publishNow")} said={t("reports.publishSaid")} fields={["from"]} act={act}>
        {(error) => <TextField label={t("reports.from")} name="from" type="date" hint={t("reports.fromHint")} error={error} />}
      </ActForm>
    </Panel>
  );
}
