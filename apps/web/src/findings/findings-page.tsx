import { useInfiniteQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { MoreButton } from "../parts/more-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { FINDERS } from "./finders.ts";
import { findingsQuery } from "./findings.query.ts";
import { FindingsTable } from "./findings-table.tsx";

export function FindingsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={FINDERS}>{() => <OwnFindings />}</ForRoles>
    </div>
  );
}

function OwnFindings() {
  const findings = useInfiniteQuery(findingsQuery());
  return (
    <>
      <PageHeading
        title={t("findings.title")}
        lead={t("findings.lead")}
        actions={
          <>
            <LinkButton to="/findings/submit">{t("findings.submit")}</LinkButton>
            <LinkButton to="/findings/submit-many" outline>
              {t("findings.submit.toMany")}
            </LinkButton>
            <LinkButton to="/findings/claim" outline>
              {t("findings.claim")}
            </LinkButton>
          </>
        }
      />
      <QueryView query={findings}>
        {({ pages }) => (
          <FindingsTable
            caption={t("findings.caption")}
            findings={pages.flatMap((page) => page.findings)}
            findingPage="/findings/$id"
            empty={
              <EmptyState title={t("findings.empty")}>
                <p>{t("findings.emptyWords")}</p>
              </EmptyState>
            }
          />
        )}
      </QueryView>
      <MoreButton query={findings} />
    </>
  );
}
