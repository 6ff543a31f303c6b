import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Role } from "#contracts/access";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ReceiptsPanel } from "../receipts/receipts-panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AskAgainPanel } from "./ask-again-panel.tsx";
import { DETERMINATION_STATES, OUTCOMES } from "./determination.words.ts";
import type { Determination } from "./determination.words.ts";
import { SentFiles } from "./files-field.tsx";

const READERS: readonly Role[] = ["developer-release-lead", "developer-security-lead", "agency-evaluator", "partner-selection-officer"];
const LOOK_AGAIN_MS = 5_000;

const determinationQuery = (id: string) =>
  queryOptions({ queryKey: ["determinations", id], queryFn: () => api.call("GET /determinations/{id}", { params: { id } }), refetchInterval: LOOK_AGAIN_MS });

/** One determination: its result, what was signed of it later, and every request about it. */
export function DeterminationPage() {
  const { id } = useParams({ from: "/developer/determinations/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={READERS}>{(person) => <DeterminationView key={id} id={id} holdsEngagement={person.roles.some((role) => role === "developer-release-lead" || role === "developer-security-lead")} />}</ForRoles>
    </div>
  );
}

function DeterminationView({ id, holdsEngagement }: { readonly id: string; readonly holdsEngagement: boolean }) {
  const query = useQuery(determinationQuery(id));
  return (
    <QueryView query={query}>
      {(determination) => (
        <>
          <PageHeading
            eyebrow={t("determination.page.eyebrow")}
            title={determination.result ? t(OUTCOMES[determination.result.outcome]) : t("determination.page.title")}
            status={<StatusTag state={determination.state} words={DETERMINATION_STATES} />}
            lead={determination.notice}
          />
          <ResultPanel determination={determination} holdsEngagement={holdsEngagement} />
          {determination.acts.length > 0 && <ActsPanel acts={determination.acts} />}
          {determination.mayAskAgain && <AskAgainPanel id={id} />}
          {determination.line.length > 1 && <LinePanel determination={determination} />}
          <ReceiptsPanel subject={id} />
        </>
      )}
    </QueryView>
  );
}

function ResultPanel({ determination, holdsEngagement }: { readonly determination: Determination; readonly holdsEngagement: boolean }) {
  const { result, facts, stopReason, engagementId, modelDigest, requestedAt } = determination;
  return (
    <Panel heading={t("determination.page.result")}>
      {result ? (
        <p className="bw-measure">
          <UntrustedText text={result.releasableText} />
        </p>
      ) : (
        <p className="bw-measure">{t(stopReason === "access-mode" ? "determination.page.stopped" : "determination.page.noResult")}</p>
      )}
      <DefinitionList
        items={[
          { term: t("determination.page.requestedAt"), detail: <DateTime at={requestedAt} /> },
          { term: t("determination.page.digest"), detail: <code className="bw-code">{modelDigest}</code> },
          { term: t("determination.page.signedAt"), detail: result && <DateTime at={result.signedAt} /> },
          { term: t("determination.page.signedBy"), detail: result && t(`determination.page.${result.signedBy}`) },
          { term: t("determination.page.sealedAt"), detail: result && <DateTime at={result.sealedAt} /> },
          { term: t("determination.page.standard"), detail: result && `${result.standard.id} ${result.standard.version}` },
          { term: t("determination.page.set"), detail: result && `${result.benchmarkSet.id} ${result.benchmarkSet.version}` },
          { term: t("determination.page.proof"), detail: result && t(`determination.proof.${result.proof}`) },
          { term: t("determination.page.supersedes"), detail: result?.supersedes && <code className="bw-code">{result.supersedes}</code> },
          { term: t("determination.page.supersededBy"), detail: result?.supersededBy && <code className="bw-code">{result.supersededBy}</code> },
          {
            term: t("determination.page.engagement"),
            detail: holdsEngagement && engagementId !== null && <Link to="/developer/engagements/$id" params={{ id: engagementId }} className="usa-link">{engagementId}</Link>,
          },
        ]}
      />
      {result && holdsEngagement && (
        <div className="bw-after-heading">
          <DownloadButton label={t("developer.check.downloadBundle")} fileName={`determination-${determination.id}.json`} read={() => api.call("GET /determinations/{id}/bundle", { params: { id: determination.id } })} />
        </div>
      )}
      {facts !== null && (
        <>
          <h3>{t("determination.page.facts")}</h3>
          <p className="bw-measure">
            <UntrustedText text={facts} />
          </p>
          <SentFiles id={determination.id} files={determination.files} />
        </>
      )}
    </Panel>
  );
}

function ActsPanel({ acts }: { readonly acts: Determination["acts"] }) {
  return (
    <Panel heading={t("determination.page.acts")}>
      {acts.map(({ act, releasableText, signedAt }) => (
        <div key={signedAt}>
          <p className="bw-outcome">{t(`determination.page.${act}`)}</p>
          <p className="bw-measure">
            <UntrustedText text={releasableText} />
          </p>
          <p className="bw-note">
            {t("determination.page.signedAt")} <DateTime at={signedAt} />
          </p>
        </div>
      ))}
    </Panel>
  );
}

function LinePanel({ determination }: { readonly determination: Determination }) {
  return (
    <Panel heading={t("determination.page.line")}>
      <p className="bw-measure">{t("determination.page.lineWords")}</p>
      <DataTable
        caption={t("determination.page.line")}
        captionHidden
        rows={determination.line}
        rowKey={({ id }) => id}
        empty={null}
        columns={[
          { key: "request", header: t("determination.page.request"), cell: ({ id }) => (id === determination.id ? id : <Link to="/developer/determinations/$id" params={{ id }} className="usa-link">{id}</Link>) },
          { key: "state", header: t("enclave.stateColumn"), cell: ({ state }) => <StatusTag state={state} words={DETERMINATION_STATES} /> },
          { key: "at", header: t("determination.page.requestedAt"), cell: ({ requestedAt }) => <DateTime at={requestedAt} /> },
        ]}
      />
    </Panel>
  );
}
