import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { FINDING_WORDS } from "./finding-words.ts";
import { findingsQuery } from "./findings.query.ts";
import { FINDERS } from "./finders.ts";

export function FindingsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={FINDERS}>{() => <OwnFindings />}</ForRoles>
    </div>
  );
}

function OwnFindings() {
  const findings = useQuery(findingsQuery);
  return (
    <>
      <PageHeading
        title={t("findings.title")}
        lead={t("findings.lead")}
        actions={
          <>
            <LinkButton to="/findings/submit">{t("findings.submit")}</LinkButton>
            <LinkButton to="/findings/claim" outline>
              {t("findings.claim")}
            </LinkButton>
          </>
        }
      />
      <QueryView query={findings}>
        {(found) => (
          <DataTable
            caption={t("findings.caption")}
            columns={[
              {
                key: "title",
                header: t("findings.finding"),
                cell: (finding) => (
                  <>
                    <Link to="/findings/$id" params={{ id: finding.id }} className="usa-link">
                      {toVisibleText(finding.title)}
                    </Link>
                    <span className="bw-row-note">
                      <UntrustedText text={`${finding.target.name} ${finding.target.version}`} />
                    </span>
                  </>
                ),
              },
              { key: "state", header: t("findings.state"), cell: ({ state }) => <StatusTag state={state} words={FINDING_WORDS} /> },
              { key: "timeline", header: t("findings.priority"), cell: ({ priority }) => priority?.timeline ?? "–" },
              { key: "at", header: t("findings.submitted"), cell: ({ submittedAt }) => <DateTime at={submittedAt} /> },
            ]}
            rows={found}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("findings.empty")}>
                <p>{t("findings.emptyWords")}</p>
              </EmptyState>
            }
          />
        )}
      </QueryView>
    </>
  );
}
