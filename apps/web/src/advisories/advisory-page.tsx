import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { AiLabel } from "../findings/ai-label.tsx";
import { LEVEL_WORDS } from "../findings/finding-words.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useSession } from "../shell/session.ts";
import { advisoryQuery } from "./advisories.query.ts";
import type { Advisory } from "./advisories.query.ts";
import { ADVISORY_WORDS } from "./advisory-words.ts";
import { DocumentsPanel } from "./documents-panel.tsx";
import { EndingNotice } from "./ending-notice.tsx";
import { WebLink } from "./web-link.tsx";

export function AdvisoryPage() {
  const { id } = useParams({ from: "/advisories/$id" });
  const advisory = useQuery(advisoryQuery(id));
  const session = useSession();
  const isAnalyst = session.state === "signed-in" && session.person.roles.includes("clearinghouse-analyst");
  return (
    <div className="bw-page">
      <QueryView query={advisory}>
        {(found) => (
          <>
            <PageHeading
              eyebrow={found.cveId ? `${found.trackingId}, ${found.cveId}` : found.trackingId}
              title={found.title}
              status={
                <>
                  <StatusTag state={found.state} words={ADVISORY_WORDS} />
                  {found.severity && <StatusTag state={found.severity} words={LEVEL_WORDS} />}
                </>
              }
              lead={found.notice}
            />
            <EndingNotice ending={found.ending} />
            <SummaryPanel advisory={found} />
            <RemediationPanel advisory={found} />
            <DocumentsPanel advisory={found} />
            <OriginPanel advisory={found} />
            {isAnalyst && found.ending === null && (
              <>
                {found.cveId === null && <AssignCve id={found.id} />}
                <LinkButton to="/advisories/$id/revise" params={{ id: found.id }} outline>
                  {t("advisories.revise.open")}
                </LinkButton>
              </>
            )}
          </>
        )}
      </QueryView>
    </div>
  );
}

function SummaryPanel({ advisory }: { readonly advisory: Advisory }) {
  return (
    <Panel heading={t("advisories.summary")}>
      <p className="bw-summary">
        <UntrustedText text={advisory.summary} />
      </p>
      <DefinitionList
        items={[
          { term: t("clearinghouse.case.product"), detail: <UntrustedText text={`${advisory.product.vendor}, ${advisory.product.name}`} /> },
          { term: t("advisories.affected"), detail: <UntrustedText text={advisory.affectedVersions} /> },
          { term: t("advisories.fixedIn"), detail: advisory.fixedVersion ? <UntrustedText text={advisory.fixedVersion} /> : t("advisories.noFix") },
          { term: t("findings.weakness"), detail: advisory.weakness && <UntrustedText text={`${advisory.weakness.id} ${advisory.weakness.name}`} /> },
          { term: t("advisories.published"), detail: <DateTime at={advisory.publishedAt} /> },
        ]}
      />
    </Panel>
  );
}

function RemediationPanel({ advisory: { remediations, patch } }: { readonly advisory: Advisory }) {
  return (
    <Panel heading={t("advisories.remediation")}>
      <ul className="bw-points">
        {remediations.map((remediation) => (
          <li key={`${remediation.kind} ${remediation.text}`}>
            <UntrustedText text={remediation.text} /> {remediation.aiGenerated && <AiLabel made="written" />}
            {remediation.url && (
              <div>
                <WebLink url={remediation.url} />
              </div>
            )}
          </li>
        ))}
      </ul>
      {patch && (
        <DefinitionList
          items={[
            { term: t("advisories.patch"), detail: <WebLink url={patch.artefactUrl}>{t("operator.plan.patchFile")}</WebLink> },
            { term: t("advisories.signature"), detail: <WebLink url={patch.signatureUrl}>{t("advisories.signatureFile")}</WebLink> },
            { term: t("advisories.digest"), detail: <code className="bw-digest">{patch.digest}</code> },
          ]}
        />
      )}
    </Panel>
  );
}

function OriginPanel({ advisory }: { readonly advisory: Advisory }) {
  return (
    <Panel heading={t("advisories.origin")}>
      <h3>{t("findings.credited")}</h3>
      <Credits credits={advisory.credits} />
      {advisory.severities.length > 0 && (
        <DataTable
          caption={t("findings.severities.heading")}
          columns={[
            { key: "by", header: t("findings.severities.by"), cell: ({ role, name }) => <UntrustedText text={`${name} (${role})`} /> },
            { key: "level", header: t("findings.severities.level"), cell: ({ rating }) => <StatusTag state={rating} words={LEVEL_WORDS} /> },
            { key: "vector", header: t("findings.severities.vector"), cell: ({ vector }) => <UntrustedText text={vector ?? "–"} /> },
          ]}
          rows={advisory.severities}
          rowKey={({ role, name }) => `${role} ${name}`}
          empty={null}
        />
      )}
      <h3>{t("advisories.references")}</h3>
      <ul className="bw-links">
        {advisory.references.map(({ url, summary }) => (
          <li key={url}>
            <WebLink url={url}>
              <UntrustedText text={summary} />
            </WebLink>
          </li>
        ))}
      </ul>
      <h3>{t("advisories.revisions")}</h3>
      <Timeline label={t("advisories.revisions")} events={advisory.revisions.map(({ number, at, summary }) => ({ key: String(number), at, title: <UntrustedText text={summary} /> }))} />
      <Link to="/advisories/$id/revisions" params={{ id: advisory.id }} className="usa-link">
        {t("advisories.revisions.open")}
      </Link>
    </Panel>
  );
}

/** Who found it and who wrote the fix; a model's part is labelled. */
function Credits({ credits }: { readonly credits: Advisory["credits"] }) {
  return (
    <ul className="bw-finders">
      {credits.map(({ name, role, aiGenerated, model }, index) => {
        const isFinder = role === "finder";
        return (
          <li key={`${name} ${index}`}>
            <UntrustedText text={name} />, {isFinder ? t("advisories.credit.finder") : t("advisories.credit.fixer")}
            {aiGenerated && <AiLabel made={isFinder ? "found" : "written"} />}
            {model && (
              <span className="bw-note">
                <UntrustedText text={model} />
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function AssignCve({ id }: { readonly id: string }) {
  const act = (form: FormData) =>
    api.call("POST /advisories/{id}/cve", { params: { id }, body: { cve: { id: readText(form, "cve.id"), assigner: { orgId: readText(form, "cve.assigner.orgId"), shortName: readText(form, "cve.assigner.shortName") } } } });
  return (
    <Panel heading={t("advisories.assignCve")}>
      <ActForm label={t("advisories.assignCve")} submit={t("advisories.assignCve")} said={t("advisories.assigned")} fields={["cve.id", "cve.assigner.orgId", "cve.assigner.shortName"]} outline act={act}>
        {(error) => (
          <>
            <TextField label={t("clearinghouse.publish.cve")} name="cve.id" maxLength={28} error={error} />
            <TextField label={t("clearinghouse.publish.orgId")} name="cve.assigner.orgId" maxLength={36} error={error} />
            <TextField label={t("clearinghouse.publish.shortName")} name="cve.assigner.shortName" maxLength={32} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
