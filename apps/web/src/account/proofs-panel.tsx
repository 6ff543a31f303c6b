import { useQuery } from "@tanstack/react-query";
import { api, ApiError } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { proveAgain } from "../sign-in/use-passkey.ts";
import { proofsQuery } from "./account.query.ts";
import type { ProofRequest } from "./account.query.ts";
import { proofWords } from "./proof-words.ts";

/** Programs of the person that wait for a fresh proof; nothing, while none does. */
export function ProofsPanel() {
  const { data: requests = [] } = useQuery(proofsQuery);
  if (requests.length === 0) return null;
  return (
    <Panel heading={t("proof.heading")}>
      <p>{t("proof.words")}</p>
      <ul className="bw-asked">
        {requests.map((request) => (
          <li key={request.id}>
            <AskedProof request={request} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function AskedProof({ request }: { readonly request: ProofRequest }) {
  const { id, method, path, subject, agent, askedAt, expiresAt } = request;
  const params = { id };
  const words = proofWords(request);
  return (
    <>
      <DefinitionList
        items={[
          { term: t("proof.what"), detail: words && t(words) },
          { term: t("proof.request"), detail: <code className="bw-code"><UntrustedText text={`${method} ${path}`} /></code> },
          { term: t("proof.subject"), detail: subject && <code className="bw-code">{subject}</code> },
          { term: t("proof.program"), detail: agent ? <UntrustedText text={agent} /> : t("account.session.program") },
          { term: t("proof.askedAt"), detail: <DateTime at={askedAt} /> },
          { term: t("proof.until"), detail: <DateTime at={expiresAt} /> },
        ]}
      />
      <ActForm label={t("proof.confirm")} submit={t("proof.confirm")} said={t("proof.confirmed")} fields={["code"]} act={(form) => confirm(id, readText(form, "code"))}>
        {(error) => <TextField label={t("proof.code")} name="code" hint={t("proof.codeHint")} maxLength={12} error={error} />}
      </ActForm>
      <div className="bw-stack bw-after-heading">
        <ActButton outline label={t("proof.refuse")} said={t("proof.refused")} act={() => api.call("DELETE /proof-requests/{id}", { params })} />
      </div>
    </>
  );
}

/** A proof given before the program asked was given for something else, so it is mostly given now. */
async function confirm(id: string, code: string): Promise<void> {
  const give = () => api.call("POST /proof-requests/{id}/confirmation", { params: { id }, body: { code } });
  try {
    await give();
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "step-up-needed") || (await proveAgain()) !== "proved") throw error;
    await give();
  }
}
