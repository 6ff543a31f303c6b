import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LEVEL_WORDS } from "../findings/finding-words.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { advisoriesQuery, signingKeyQuery } from "./advisories.query.ts";
import { ADVISORY_WORDS } from "./advisory-words.ts";
import { PreNoticesPanel, PRE_NOTICE_READERS } from "./pre-notices-panel.tsx";

export function AdvisoriesPage() {
  const advisories = useQuery(advisoriesQuery);
  const session = useSession();
  return (
    <div className="bw-page">
      <PageHeading title={t("advisories.title")} lead={t("advisories.lead")} />
      {session.state === "signed-in" && hasRole({ roles: PRE_NOTICE_READERS }, session.person.roles) && <PreNoticesPanel />}
      <QueryView query={advisories}>
        {(found) => (
          <DataTable
            caption={t("advisories.caption")}
            columns={[
              {
                key: "title",
                header: t("advisories.advisory"),
                cell: ({ id, title, trackingId, cveId }) => (
                  <>
                    <Link to="/advisories/$id" params={{ id }} className="usa-link">
                      {toVisibleText(title)}
                    </Link>
                    <span className="bw-row-note">{cveId ? `${trackingId}, ${cveId}` : trackingId}</span>
                  </>
                ),
              },
              { key: "product", header: t("clearinghouse.case.product"), cell: ({ product }) => <UntrustedText text={`${product.vendor}, ${product.name}`} /> },
              { key: "severity", header: t("findings.severity"), cell: ({ severity }) => (severity ? <StatusTag state={severity} words={LEVEL_WORDS} /> : "–") },
              {
                key: "fixed",
                header: t("advisories.fixedIn"),
                cell: ({ state, fixedVersion }) => (state === "fix-recalled" ? <StatusTag state={state} words={ADVISORY_WORDS} /> : <UntrustedText text={fixedVersion ?? "–"} />),
              },
              { key: "at", header: t("advisories.published"), cell: ({ publishedAt }) => <DateTime at={publishedAt} /> },
            ]}
            rows={found}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("advisories.empty")}>
                <p>{t("advisories.emptyWords")}</p>
              </EmptyState>
            }
          />
        )}
      </QueryView>
      <FeedsPanel />
    </div>
  );
}

/** Where machines read the same, and the key to check it with. */
function FeedsPanel() {
  const key = useQuery(signingKeyQuery);
  return (
    <Panel heading={t("advisories.feeds")}>
      <p className="bw-measure">{t("advisories.feedsWords")}</p>
      <ul className="bw-links">
        <li>
          <a className="usa-link" href="/api/feeds/csaf/provider-metadata.json">
            {t("advisories.providerMetadata")}
          </a>
        </li>
        <li>
          <a className="usa-link" href="/api/feeds/csaf/csaf-feed-tlp-white.json">
            {t("advisories.rolie")}
          </a>
        </li>
      </ul>
      {key.data && (
        <Disclosure summary={t("advisories.key")}>
          <UntrustedText text={key.data.publicKeyPem} block />
          <p className="bw-note">
            {t("advisories.keyId")} <code className="bw-digest">{key.data.keyId}</code>
          </p>
        </Disclosure>
      )}
    </Panel>
  );
}
