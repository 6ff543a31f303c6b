import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AnyOf, AreaField, TextField } from "../parts/fields.tsx";
import { readChoices, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import type { Installation } from "./obligations.query.ts";

/** One person proposes a key; another compares it and confirms. */
export function PinForm() {
  return (
    <Panel heading={t("obligations.installations.propose")}>
      <p className="bw-measure">{t("obligations.installations.proposeWords")}</p>
      <ActForm
        label={t("obligations.installations.propose")}
        submit={t("obligations.installations.propose")}
        said={t("obligations.installations.proposeSaid")}
        fields={["installation", "publicKeyPem"]}
        outline
        act={(form) =>
          api.call("POST /obligations/installations", {
            body: { installation: readText(form, "installation").toLowerCase(), publicKeyPem: `${readText(form, "publicKeyPem")}\n`, paragraphs: readChoices<Installation["paragraphs"][number]>(form, "paragraphs") },
          })
        }
      >
        {(error) => (
          <>
            <TextField label={t("obligations.installations.name")} name="installation" hint={t("obligations.installations.nameHint")} maxLength={253} error={error} />
            <AreaField label={t("obligations.installations.pem")} name="publicKeyPem" hint={t("obligations.installations.pemHint")} maxLength={300} error={error} />
            <AnyOf
              legend={t("obligations.installations.paragraphs")}
              name="paragraphs"
              choices={[
                { value: "2(a)", label: t("obligations.installations.nss") },
                { value: "2(b)", label: t("obligations.installations.war") },
              ]}
            />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
