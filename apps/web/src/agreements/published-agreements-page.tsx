import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { AGREEMENT_STATES, publishedAgreementsQuery, SCOPES } from "./agreements.query.ts";

/** For everyone: what parties made public, and that something was public which is no more. */
export function PublishedAgreementsPage() {
  const query = useQuery(publishedAgreementsQuery);
  return (
    <div className="bw-page">
      <PageHeading title={t("agreements.published.title")} lead={t("agreements.published.lead")} />
      <QueryView query={query}>
        {({ agreements, takenDown, statement }) => (
          <>
            <p className="bw-measure">{statement}</p>
            {agreements.length === 0 && <EmptyState title={t("agreements.published.empty")} />}
            {agreements.map((one) => (
              <div key={one.id} id={one.id}>
                <Panel heading={toVisibleText(t("agreements.between", { developer: one.developerName, agencies: one.agencyNames.join(", ") }))} actions={<StatusTag state={one.state} words={AGREEMENT_STATES} />}>
                  <DefinitionList
                    items={[
                      { term: t("agreements.scopes"), detail: one.scopes.map((scope) => t(SCOPES[scope])).join(", ") },
                      { term: t("agreements.beginsAt"), detail: <DateTime at={one.beginsAt} /> },
                      { term: t("agreements.until"), detail: one.until ? <DateTime at={one.until} /> : t("agreements.noEnd") },
                      { term: t("agreements.published.renewedAt"), detail: one.renewedAt.length > 0 && one.renewedAt.map((at) => <DateTime key={at} at={at} />) },
                      { term: t("agreements.published.endedAt"), detail: one.endedAt && <DateTime at={one.endedAt} /> },
                      { term: t("agreements.legalBasis"), detail: <UntrustedText text={one.legalBasis} /> },
                      { term: t("agreements.confidentialityDigest"), detail: <code className="bw-code">{one.confidentialityDigest}</code> },
                      { term: t("agreements.published.publishedAt"), detail: <DateTime at={one.publishedAt} /> },
                    ]}
                  />
                </Panel>
              </div>
            ))}
            {takenDown.length > 0 && (
              <Panel heading={t("agreements.published.takenDown")}>
                <ul className="usa-list">
                  {takenDown.map(({ id, publishedAt, takenDownAt }) => (
                    <li key={id} id={id}>
                      {t("agreements.published.takenDownLine")} <DateTime at={publishedAt} /> – <DateTime at={takenDownAt} />
                    </li>
                  ))}
                </ul>
              </Panel>
            )}
            <ul className="usa-list usa-list--unstyled">
              <li>
                <a className="usa-link" href="/api/agreements/feed">
                  {t("agreements.published.feed")}
                </a>
              </li>
              <li>
                <Link to="/invitations/criteria" className="usa-link">
                  {t("invitations.criteria.link")}
                </Link>
              </li>
            </ul>
          </>
        )}
      </QueryView>
      <VoluntaryNotice />
    </div>
  );
}
