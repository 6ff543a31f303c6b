import type { Person } from "../api.ts";
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
import { CASE_WORDS, EMBARGO_WORDS, RM_WORDS } from "./case-words.ts";
import { casesQuery } from "./clearinghouse.query.ts";
import type { CaseSummary } from "./clearinghouse.query.ts";
import { RollUpPanel } from "./roll-up-panel.tsx";

export function CasesPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["clearinghouse-analyst", "clearinghouse-director"]}>{(person) => <Cases person={person} />}</ForRoles>
    </div>
  );
}

function Cases({ person }: { readonly person: Person }) {
  const cases = useQuery(casesQuery);
  const mayOpen = person.roles.includes("clearinghouse-analyst");
  return (
    <>
      <PageHeading title={t("clearinghouse.cases.title")} lead={t("clearinghouse.cases.lead")} actions={<LinkButton to="/clearinghouse/policy" outline>{t("cases.policy")}</LinkButton>} />
      <QueryView query={cases}>
        {(found) => (
          <DataTable
            caption={t("clearinghouse.cases.caption")}
            columns={[
              { key: "title", header: t("clearinghouse.case"), cell: (one) => <CaseTitle of={one} mayOpen={mayOpen} /> },
              { key: "state", header: t("findings.state"), cell: ({ state }) => <StatusTag state={state} words={CASE_WORDS} /> },
              { key: "vendor", header: t("clearinghouse.case.vendor"), cell: ({ vendorRm }) => <StatusTag state={vendorRm} words={RM_WORDS} /> },
              { key: "embargo", header: t("clearinghouse.embargo"), cell: ({ embargo }) => <EmbargoCell embargo={embargo} /> },
              { key: "timeline", header: t("findings.priority"), cell: ({ priority }) => priority?.timeline ?? "–" },
            ]}
            rows={found}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("clearinghouse.cases.empty")}>
                <p>{t("clearinghouse.cases.emptyWords")}</p>
              </EmptyState>
            }
          />
        )}
      </QueryView>
      <RollUpPanel />
    </>
  );
}

function CaseTitle({ of: { id, title, product }, mayOpen }: { readonly of: CaseSummary; readonly mayOpen: boolean }) {
  return (
    <>
      {mayOpen ? (
        <Link to="/clearinghouse/cases/$id" params={{ id }} className="usa-link">
          {toVisibleText(title)}
        </Link>
      ) : (
        <UntrustedText text={title} />
      )}
      <span className="bw-row-note">
        <UntrustedText text={`${product.vendor}, ${product.name}`} />
      </span>
    </>
  );
}

function EmbargoCell({ embargo }: Pick<CaseSummary, "embargo">) {
  return (
    <>
      <StatusTag state={embargo.state} words={EMBARGO_WORDS} />
      {embargo.endsAt && embargo.state !== "EXITED" && (
        <span className="bw-row-note">
          <DateTime at={embargo.endsAt} />
        </span>
      )}
    </>
  );
}
