import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";

type View = Operations["POST /early-access/{id}/government-view"]["body"];

/** An objection may be taken back, and nothing else be changed of a view. */
export function TakeBackObjection({ id }: { readonly id: string }) {
  return (
    <>
      <p className="bw-measure">{t("selection.view.takeBackWords")}</p>
      <ActButton
        label={t("selection.view.takeBack")}
        said={t("selection.view.takeBackSaid")}
        act={() => api.call("POST /early-access/{id}/government-view", { params: { id }, body: { view: "concur" } })}
        outline
      />
    </>
  );
}

/** The government's key: concur, or object with a reason that the developer reads. */
export function GovernmentViewForm({ id }: { readonly id: string }) {
  const [objecting, setObjecting] = useState(false);
  const give = (body: View) => api.call("POST /early-access/{id}/government-view", { params: { id }, body });
  return (
    <>
      <p className="bw-measure">{t("selection.view.words")}</p>
      <div className="bw-actions bw-after-heading">
        <ActButton label={t("selection.view.concur")} said={t("selection.view.concurSaid")} act={() => give({ view: "concur" })} />
        <Button type="button" outline aria-expanded={objecting} onClick={() => setObjecting(!objecting)}>
          {t("selection.view.object")}
        </Button>
      </div>
      {objecting && (
        <ActForm
          label={t("selection.view.sendObjection")}
          submit={t("selection.view.sendObjection")}
          said={t("selection.view.objectSaid")}
          fields={["reason"]}
          act={(form) => give({ view: "object", reason: readText(form, "reason") })}
        >
          {(error) => <AreaField label={t("selection.view.reason")} name="reason" maxLength={2000} hint={t("selection.view.reasonHint")} error={error} />}
        </ActForm>
      )}
    </>
  );
}
