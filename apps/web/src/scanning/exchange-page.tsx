import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { FINDERS } from "../findings/finders.ts";
import { t } from "../messages.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { exchangeQuery } from "./scanning.query.ts";

export function ExchangePage() {
  return (
    <div className="bw-page">
      <ForRoles roles={FINDERS}>{() => <Met />}</ForRoles>
    </div>
  );
}

/** Whom one met on a target, and how to reach them. */
function Met() {
  const { id } = useParams({ from: "/exchanges/$id" });
  const query = useQuery(exchangeQuery(id));
  return (
    <QueryView query={query}>
      {({ at, other, claimId }) => (
        <>
          <PageHeading eyebrow={t("findings.menu")} title={t("scanning.exchange.title")} lead={t("scanning.exchange.lead")} />
          <Panel heading={t("scanning.exchange.other")}>
            <DefinitionList
              items={[
                { term: t("findings.organisation"), detail: <UntrustedText text={other.organisation} /> },
                { term: t("scanning.exchange.person"), detail: <UntrustedText text={other.person} /> },
                { term: t("scanning.exchange.email"), detail: <UntrustedText text={other.email} /> },
                { term: t("scanning.exchange.at"), detail: <DateTime at={at} /> },
                {
                  term: t("scanning.exchange.claim"),
                  detail: claimId && (
                    <Link to="/claims/$id" params={{ id: claimId }} className="usa-link">
                      {t("scanning.claim.toOwn")}
                    </Link>
                  ),
                },
              ]}
            />
            <CopyButton text={other.email} what={t("scanning.exchange.email")} />
            <p className="bw-measure">{t("scanning.exchange.words")}</p>
          </Panel>
        </>
      )}
    </QueryView>
  );
}
