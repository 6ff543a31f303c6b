import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { LiveSteps } from "../parts/live-steps.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ReceiptsPanel } from "../receipts/receipts-panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { ClaimsPanel } from "./claims-panel.tsx";
import { ConsultationPanel } from "./consultation-panel.tsx";
import { DecisionPanel } from "./decision-panel.tsx";
import { ENCLAVE_ROLES } from "./enclave-roles.ts";
import { requestQuery } from "./enclave.query.ts";
import type { Request } from "./enclave.query.ts";
import { givesFactsOnly, REQUEST_STATES, toSteps } from "./enclave.words.ts";
import { InspectionPanel } from "./inspection-panel.tsx";
import { IsolationPanel } from "./isolation-panel.tsx";
import { LaterPanel } from "./later-panel.tsx";
import { LinePanel } from "./line-panel.tsx";
import { RequestFiles } from "./request-files.tsx";
import { ResultsPanel } from "./results-panel.tsx";
import { RunPanel } from "./run-panel.tsx";
import { SamplesPanel } from "./samples-panel.tsx";

export function RequestPage() {
  const { id } = useParams({ from: "/requests/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={ENCLAVE_ROLES}>{() => <RequestView key={id} id={id} />}</ForRoles>
    </div>
  );
}

function RequestView({ id }: { readonly id: string }) {
  const query = useQuery(requestQuery(id));
  return (
    <QueryView query={query}>
      {(request) => (
        <>
          <PageHeading
            eyebrow={t("enclave.request")}
            title={request.modelName ?? request.id}
            status={<StatusTag state={request.state} words={REQUEST_STATES} />}
            lead={t(request.state === "intake" && givesFactsOnly(request) ? "enclave.now.facts" : `enclave.now.${request.state}`)}
          />
          <CoursePanel request={request} />
          {request.claims.length > 0 && <ClaimsPanel request={request} />}
          {(request.run ?? request.acts.includes("run")) && <RunPanel request={request} />}
          {request.isolation && <IsolationPanel isolation={request.isolation} />}
          {request.results && <ResultsPanel results={request.results} />}
          {request.results && <SamplesPanel requestId={id} />}
          {request.consultation && <ConsultationPanel request={request} consultation={request.consultation} />}
          {(request.recommendation ?? request.determination ?? (request.acts.includes("recommend") || request.acts.includes("recommend-standing"))) && <DecisionPanel request={request} />}
          <LaterPanel request={request} />
          {(request.inspections.length > 0 || request.acts.includes("open-to-inspector")) && <InspectionPanel request={request} />}
          {request.line.length > 1 && <LinePanel request={request} />}
          <ReceiptsPanel subject={id} />
        </>
      )}
    </QueryView>
  );
}

function CoursePanel({ request }: { readonly request: Request }) {
  const factsOnly = givesFactsOnly(request);
  return (
    <Panel heading={t("enclave.course.heading")}>
      <div className="bw-columns">
        <LiveSteps
          label={t("enclave.course.steps")}
          steps={toSteps(request.state, factsOnly).map(({ stage, state }) => ({ key: stage, title: t(REQUEST_STATES[stage].label), state }))}
        />
        <DefinitionList
          items={[
            { term: t("enclave.requestedAt"), detail: <DateTime at={request.requestedAt} /> },
            { term: t("enclave.since"), detail: <DateTime at={request.stateSince} /> },
            { term: t("enclave.origin"), detail: t(`enclave.origin.${request.origin}`) },
            { term: t("enclave.lease"), detail: request.origin === "requested" && !factsOnly && <Lease lease={request.lease} /> },
            { term: t("enclave.accessMode"), detail: !factsOnly && t(`enclave.accessMode.${request.accessMode}`) },
            { term: t("enclave.endpoint"), detail: request.endpoint && <UntrustedText text={request.endpoint} /> },
            { term: t("enclave.standardUsed"), detail: request.standard && `${request.standard.standardId} ${request.standard.version}` },
            { term: t("enclave.modelDigest"), detail: <code className="bw-code">{request.modelDigest}</code> },
          ]}
        />
      </div>
      {request.stopReason !== null && <p className="bw-measure">{t(`enclave.stopReason.${request.stopReason}`)}</p>}
      {request.facts !== null && (
        <>
          <h3>{t("enclave.facts")}</h3>
          <p className="bw-measure">
            <UntrustedText text={request.facts} />
          </p>
          <RequestFiles request={request} />
        </>
      )}
    </Panel>
  );
}

/** Whether the developer still lets the enclave call the model. */
function Lease({ lease }: { readonly lease: Request["lease"] }) {
  if (!lease.inForce || lease.notAfter === null) return t("enclave.leaseNone");
  return (
    <>
      {t("enclave.leaseUntil")} <DateTime at={lease.notAfter} />
    </>
  );
}
