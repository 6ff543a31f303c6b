import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { FINDING_WORDS } from "../findings/finding-words.ts";
import { findingsQuery } from "../findings/findings.query.ts";
import type { FindingState } from "../findings/findings.query.ts";
import { FindingsTable } from "../findings/findings-table.tsx";
import { t } from "../messages.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { MoreButton } from "../parts/more-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { CLEARINGHOUSE } from "./clearinghouse-roles.ts";
import { LISTED_STATES } from "./search.rules.ts";

export function FindingsListPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CLEARINGHOUSE}>{() => <AllFindings />}</ForRoles>
    </div>
  );
}

function AllFindings() {
  const { state } = useSearch({ from: "/clearinghouse/findings" });
  const findings = useInfiniteQuery(findingsQuery(state));
  return (
    <>
      <PageHeading eyebrow={t("clearinghouse.menu.queue")} title={t("clearinghouse.list.title")} lead={t("clearinghouse.list.lead")} />
      <nav aria-label={t("clearinghouse.list.filter")}>
        <ul className="bw-filters">
          {[undefined, ...LISTED_STATES].map((one) => (
            <li key={one ?? "all"}>
              <StateFilter state={one} isChosen={one === state} />
            </li>
          ))}
        </ul>
      </nav>
      <QueryView query={findings}>
        {({ pages }) => (
          <FindingsTable
            caption={t("clearinghouse.list.caption")}
            findings={pages.flatMap((page) => page.findings)}
            findingPage="/clearinghouse/findings/$id"
            empty={<EmptyState title={t("clearinghouse.list.empty")} />}
          />
        )}
      </QueryView>
      <MoreButton query={findings} />
    </>
  );
}

function StateFilter({ state, isChosen }: { readonly state: FindingState | undefined; readonly isChosen: boolean }) {
  return (
    <Link
      to="/clearinghouse/findings"
      search={state ? { state } : {}}
      className={isChosen ? "bw-filter bw-filter--chosen" : "bw-filter"}
      activeOptions={{ exact: true }}
      aria-current={isChosen ? "page" : undefined}
    >
      {state ? t(FINDING_WORDS[state].label) : t("clearinghouse.list.all")}
    </Link>
  );
}
