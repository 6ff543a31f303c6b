import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api, ApiError } from "../api.ts";
import type { Operations } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { StatementField, TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { proveAgain } from "../sign-in/use-passkey.ts";
import { SIGNED_STATES, stateOf, UNDERTAKING_READERS, undertakingQuery } from "./nondisclosure.query.ts";
import type { Undertaking } from "./nondisclosure.query.ts";

type Signing = Operations["POST /undertakings/{id}/signature"]["body"];

export function UndertakingPage() {
  const { id } = useParams({ from: "/undertakings/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={UNDERTAKING_READERS}>{() => <UndertakingView key={id} id={id} />}</ForRoles>
    </div>
  );
}

function UndertakingView({ id }: { readonly id: string }) {
  const query = useQuery(undertakingQuery(id));
  return (
    <QueryView query={query}>
      {(undertaking) => (
        <>
          <PageHeading
            eyebrow={t("nondisclosure.one")}
            title={t("nondisclosure.versionOf", { title: undertaking.title, version: undertaking.version })}
            status={<StatusTag state={stateOf({ signedAt: undertaking.signature?.signedAt ?? null, awaitsYou: undertaking.awaitsYou })} words={SIGNED_STATES} />}
            lead={t(undertaking.signature ? "nondisclosure.now.signed" : undertaking.awaitsYou ? "nondisclosure.now.awaits-you" : "nondisclosure.now.unsigned")}
          />
          <Panel heading={t("nondisclosure.document")}>
            <UntrustedText block text={undertaking.document} />
            <DefinitionList
              items={[
                { term: t("nondisclosure.developer"), detail: <UntrustedText text={undertaking.developerName} /> },
                { term: t("nondisclosure.signer"), detail: <UntrustedText text={undertaking.evaluatorName === null ? t("nondisclosure.forAgency", { agency: undertaking.agencyName }) : `${undertaking.evaluatorName}, ${undertaking.agencyName}`} /> },
                { term: t("nondisclosure.digest"), detail: <code className="bw-code">{undertaking.documentDigest}</code> },
              ]}
            />
          </Panel>
          {undertaking.awaitsYou && <SignPanel undertaking={undertaking} />}
          {undertaking.signature && <SignedPanel undertaking={undertaking} signature={undertaking.signature} />}
          <VoluntaryNotice />
        </>
      )}
    </QueryView>
  );
}

function SignPanel({ undertaking: { id, documentDigest } }: { readonly undertaking: Undertaking }) {
  return (
    <Panel heading={t("nondisclosure.sign.heading")}>
      <p className="bw-measure">{t("nondisclosure.sign.words")}</p>
      <ActForm
        label={t("nondisclosure.sign.heading")}
        submit={t("nondisclosure.sign.submit")}
        said={t("nondisclosure.sign.said")}
        fields={["name", "title"]}
        act={(form) => sign(id, { textDigest: documentDigest, name: readText(form, "name"), title: readText(form, "title"), agrees: true })}
      >
        {(error) => (
          <>
            <TextField label={t("nondisclosure.sign.name")} name="name" autoComplete="name" maxLength={200} error={error} />
            <TextField label={t("nondisclosure.sign.title")} name="title" autoComplete="organization-title" maxLength={200} error={error} />
            <StatementField name="agrees" statement={t("nondisclosure.sign.statement")} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}

/** Whoever signs proves at that moment that it is they; mostly the proof is given now. */
async function sign(id: string, body: Signing): Promise<void> {
  const give = () => api.call("POST /undertakings/{id}/signature", { params: { id }, body });
  try {
    await give();
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "step-up-needed") || (await proveAgain()) !== "proved") throw error;
    await give();
  }
}

function SignedPanel({ undertaking: { id }, signature }: { readonly undertaking: Undertaking; readonly signature: NonNullable<Undertaking["signature"]> }) {
  return (
    <Panel heading={t("nondisclosure.signed.heading")}>
      <DefinitionList
        items={[
          { term: t("nondisclosure.sign.name"), detail: <UntrustedText text={signature.name} /> },
          { term: t("nondisclosure.sign.title"), detail: <UntrustedText text={signature.title} /> },
          { term: t("nondisclosure.signedAt"), detail: <DateTime at={signature.signedAt} /> },
          { term: t("nondisclosure.signed.digest"), detail: <code className="bw-code">{signature.digest}</code> },
        ]}
      />
      <div className="bw-actions bw-after-heading">
        <a className="usa-button usa-button--outline" href={`/api/undertakings/${id}/print`} target="_blank" rel="noreferrer">
          {t("nondisclosure.signed.print")}
        </a>
        <DownloadButton label={t("nondisclosure.signed.download")} fileName={`nondisclosure-${id}.json`} read={() => api.call("GET /undertakings/{id}/signed", { params: { id } })} />
      </div>
    </Panel>
  );
}
