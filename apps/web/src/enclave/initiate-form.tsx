import { enclaveApi } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { OneOf, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";

const FIELDS = ["modelDigest", "modelName", "endpoint", "credential"];

/** A determination that no developer asked for. It stands below the list: it is the exception. */
export function InitiateForm() {
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
              reconsiders: null,
            },
          })
        }
      >
        {(error) => (
          <>
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
