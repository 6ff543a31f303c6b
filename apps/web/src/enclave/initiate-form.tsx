import { enclaveApi } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { OneOf, SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readOptionalText, readText } from "../parts/form-values.ts";
import type { Requests } from "./enclave.query.ts";

const FIELDS = ["modelDigest", "modelName", "endpoint", "credential", "reconsiders"];

/** A determination that no developer asked for, of a model without one or in place of one that is in force. It stands below the list: it is the exception. */
export function InitiateForm({ requests }: { readonly requests: Requests }) {
  const inForce = requests.filter(({ state }) => state === "notified").map(({ id, modelName }) => ({ value: id, label: modelName === null ? id : `${modelName}, ${id}` }));
  return (
    <Disclosure summary={t("enclave.initiate.heading")}>
      <p className="bw-measure">{t("enclave.initiate.words")}</p>
      <ActForm
        label={t("enclave.initiate.heading")}
        submit={t("enclave.initiate.submit")}
        said={t("enclave.initiate.said")}
        fields={FIELDS}
        act={(form) =>
          enclaveApi.call("POST /requests", {
            body: {
              modelDigest: readText(form, "modelDigest").toLowerCase(),
              modelName: readText(form, "modelName"),
              endpoint: readText(form, "endpoint"),
              credential: readText(form, "credential"),
              hosting: readChoice<"government-hosted" | "developer-hosted">(form, "hosting"),
              reconsiders: readOptionalText(form, "reconsiders"),
            },
          })
        }
      >
        {(error) => (
          <>
            {inForce.length > 0 && (
              <SelectField label={t("enclave.initiate.reconsiders")} name="reconsiders" hint={t("enclave.initiate.reconsidersHint")} choices={[{ value: "", label: t("enclave.initiate.first") }, ...inForce]} optional error={error} />
            )}
            <TextField label={t("enclave.initiate.digest")} name="modelDigest" error={error} />
            <TextField label={t("enclave.initiate.name")} name="modelName" error={error} />
            <TextField label={t("enclave.initiate.endpoint")} name="endpoint" type="url" error={error} />
            <TextField label={t("enclave.initiate.credential")} name="credential" type="password" hint={t("enclave.initiate.credentialHint")} error={error} />
            <OneOf
              legend={t("enclave.initiate.hosting")}
              name="hosting"
              choices={[
                { value: "government-hosted", label: t("enclave.initiate.government") },
                { value: "developer-hosted", label: t("enclave.initiate.other") },
              ]}
            />
          </>
        )}
      </ActForm>
    </Disclosure>
  );
}
