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
import { advisoriesQuery, openPgpKeysQuery, signingKeyQuery } from "./advisories.query.ts";
import { ADVISORY_WORDS, KEY_WORDS } from "./advisory-words.ts";
import { PreNoticesPanel, PRE_NOTICE_READERS } from "./pre-notices-panel.tsx";
import { WebLink } from "./web-link.tsx";

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
                cell: ({ state, fixedVersion }) => (state === "published" ? <UntrustedText text={fixedVersion ?? "–"} /> : <StatusTag state={state} words={ADVISORY_WORDS} />),
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

const FEEDS = [
  ["/api/feeds/csaf/provider-metadata.json", "advisories.providerMetadata"],
  ["/api/feeds/csaf/csaf-feed-tlp-white.json", "advisories.rolie"],
  ["/api/feeds/csaf-2.1/csaf-feed-tlp-clear.json", "advisories.rolie21"],
  ["/api/feeds/news/advisories.atom", "advisories.atom"],
  ["/api/feeds/news/advisories.rss", "advisories.rss"],
  ["/api/feeds/osv/all.zip", "advisories.osvDump"],
  ["/api/taxii2/", "advisories.taxii"],
] as const;

/** Where machines read the same, and the keys to check it with. */
function FeedsPanel() {
  const key = useQuery(signingKeyQuery);
  const openPgp = useQuery(openPgpKeysQuery);
  return (
    <Panel heading={t("advisories.feeds")}>
      <p className="bw-measure">{t("advisories.feedsWords")}</p>
      <ul className="bw-links">
        {FEEDS.map(([href, words]) => (
          <li key={href}>
            <a className="usa-link" href={href}>
              {t(words)}
            </a>
          </li>
        ))}
      </ul>
      {openPgp.data && openPgp.data.length > 0 && (
        <DataTable
          caption={t("advisories.openPgp")}
          columns={[
            {
              key: "fingerprint",
              header: t("advisories.fingerprint"),
              cell: ({ fingerprint, url }) => (
                <WebLink url={url}>
                  <code className="bw-digest">{fingerprint}</code>
                </WebLink>
              ),
            },
            { key: "state", header: t("advisories.keyState"), cell: ({ endedBecause }) => <StatusTag state={endedBecause ?? "in-force"} words={KEY_WORDS} /> },
            { key: "until", header: t("advisories.keyUntil"), cell: ({ endedAt, expiresAt }) => <DateTime at={endedAt ?? expiresAt} /> },
          ]}
          rows={openPgp.data.toReversed()}
          rowKey={({ fingerprint }) => fingerprint}
          empty={null}
        />
      )}
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
