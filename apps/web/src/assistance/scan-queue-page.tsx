import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField, TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { scanQueueQuery } from "./assistance.query.ts";
import { readResult } from "./read-result.ts";
import { ScanResult } from "./scan-result.tsx";
import { ScanRun } from "./scan-run.tsx";
import { StepRows } from "./step-rows.tsx";
import { SCAN_STATES, SYSTEM_KINDS } from "./scan-words.ts";
import type { QueuedScan } from "./scan-words.ts";

const MOST_TOKENS = 2_000_000;
const FEW_TOKENS = 500_000;

export function ScanQueuePage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["partner-security-lead"]}>{() => <ScanQueue />}</ForRoles>
    </div>
  );
}

/** Scans that wait for a partner, and those one has taken up. */
function ScanQueue() {
  const queue = useQuery(scanQueueQuery);
  return (
    <>
      <PageHeading title={t("scan.queue.title")} lead={t("scan.queue.lead")} />
      <QueryView query={queue}>
        {({ mayTake, scans }) => (
          <>
            {!mayTake && (
              <p className="bw-measure">
                {t("scan.queue.mayNotTake")}{" "}
                <Link to="/partner" className="usa-link">
                  {t("partner.menu")}
                </Link>
              </p>
            )}
            {scans.length === 0 && <EmptyState title={t("scan.queue.empty")} />}
            <ul className="bw-requests">
              {scans.map((scan) => (
                <li key={scan.id} className="bw-panel">
                  <div className="bw-request__top">
                    <h2>{t(SYSTEM_KINDS[scan.systemKind])}</h2>
                    <StatusTag state={scan.state} words={SCAN_STATES} />
                  </div>
                  <Details scan={scan} />
                  {scan.result && <ScanResult result={scan.result} />}
                  <Next scan={scan} />
                </li>
              ))}
            </ul>
          </>
        )}
      </QueryView>
    </>
  );
}

function Details({ scan: { id, askedAt, details } }: { readonly scan: QueuedScan }) {
  return (
    <div className="bw-after-heading">
      <DefinitionList
        items={[
          { term: t("scan.askedAt"), detail: <DateTime at={askedAt} /> },
          { term: t("scan.number"), detail: details && <code className="bw-code">{id}</code> },
          { term: t("scan.operator"), detail: details && <UntrustedText text={details.organisationName} /> },
          { term: t("scan.system"), detail: details && <UntrustedText text={details.system} /> },
          { term: t("scan.description"), detail: details && <UntrustedText text={details.description} /> },
          { term: t("scan.evidence"), detail: details && <UntrustedText text={details.evidence} /> },
        ]}
      />
    </div>
  );
}

function Next({ scan: { id, state, details } }: { readonly scan: QueuedScan }) {
  const params = { id };
  if (state === "asked") {
    return (
      <div className="bw-actions bw-after-heading">
        <ActButton label={t("scan.take")} said={t("scan.takeSaid")} act={() => api.call("POST /assistance/scan-queue/{id}/take", { params })} />
      </div>
    );
  }
  if (state !== "taken" || details === null) return null;
  const isAtWork = details.run?.state === "waiting" || details.run?.state === "running";
  return (
    <>
      <p className="bw-measure">
        {t("scan.useModel")}{" "}
        <Link to="/partner/$id" params={{ id: details.earlyAccessId }} className="usa-link">
          {t("scan.toModel")}
        </Link>
      </p>
      <ScanRun scan={details} />
      {details.titles.length > 0 && (
        <>
          <h3>{t("scan.titles")}</h3>
          <ul className="usa-list">
            {details.titles.map((title, place) => (
              <li key={place}>
                <UntrustedText text={title} />
              </li>
            ))}
          </ul>
        </>
      )}
      {details.source && !isAtWork && <RunForm id={id} />}
      {!isAtWork && <ResultForm key={details.run?.endedAt ?? "first"} id={id} draft={details.draft} />}
      <div className="bw-actions bw-after-heading">
        <ActButton label={t("scan.handBack")} said={t("scan.handBackSaid")} act={() => api.call("POST /assistance/scan-queue/{id}/hand-back", { params })} outline />
      </div>
    </>
  );
}

function ResultForm({ id, draft }: { readonly id: string; readonly draft: NonNullable<QueuedScan["details"]>["draft"] }) {
  return (
    <ActForm
      label={t("parts.numbered", { label: t("scan.result"), reference: id.slice(-4) })}
      submit={t("scan.deliver")}
      said={t("scan.deliverSaid")}
      fields={["summary"]}
      act={(form) => api.call("POST /assistance/scan-queue/{id}/result", { params: { id }, body: readResult(form) })}
    >
      {(error) => (
        <>
          {draft && <p className="bw-note">{t("scan.draft")}</p>}
          <AreaField label={t("scan.summary")} name="summary" rows={3} maxLength={1000} hint={t("scan.summaryHint")} {...(draft ? { defaultValue: draft.summary } : {})} error={error} />
          <StepRows begin={draft?.steps ?? []} />
        </>
      )}
    </ActForm>
  );
}

/** The house's scanner, on what the operator handed over, with the model of the partner's access. */
function RunForm({ id }: { readonly id: string }) {
  return (
    <ActForm
      label={t("parts.numbered", { label: t("scan.run"), reference: id.slice(-4) })}
      submit={t("scan.run")}
      said={t("scan.runSaid")}
      fields={["tokens"]}
      act={(form) => api.call("POST /assistance/scan-queue/{id}/run", { params: { id }, body: { tokens: Number(readText(form, "tokens")) } })}
    >
      {(error) => <TextField label={t("scan.tokens")} name="tokens" type="number" min={1000} max={MOST_TOKENS} defaultValue={FEW_TOKENS} hint={t("scan.tokensHint")} error={error} />}
    </ActForm>
  );
}
