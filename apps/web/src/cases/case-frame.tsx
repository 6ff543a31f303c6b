import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { CASE_WORDS, EMBARGO_WORDS } from "../clearinghouse/case-words.ts";
import { caseQuery } from "../clearinghouse/clearinghouse.query.ts";
import type { Case } from "../clearinghouse/clearinghouse.query.ts";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";

const PARTS = [
  { to: "/clearinghouse/cases/$id", label: "cases.overview" },
  { to: "/clearinghouse/cases/$id/participants", label: "cases.participants" },
  { to: "/clearinghouse/cases/$id/embargo", label: "clearinghouse.embargo" },
  { to: "/clearinghouse/cases/$id/threads", label: "cases.threads" },
  { to: "/clearinghouse/cases/$id/tasks", label: "cases.tasks" },
  { to: "/clearinghouse/cases/$id/drafts", label: "cases.drafts" },
  { to: "/clearinghouse/cases/$id/hand-off", label: "cases.handOff" },
] as const;

interface CaseFrameProps {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly children: (found: Case) => ReactNode;
}

/** One part of a case as a page of its own, with the way to its other parts. */
export function CaseFrame({ id, title, lead, children }: CaseFrameProps) {
  return (
    <div className="bw-page">
      <ForRoles roles={["clearinghouse-analyst"]}>
        {() => (
          <Found id={id}>
            {(found) => (
              <>
                <PageHeading
                  title={title}
                  status={<CaseTags of={found} />}
                  lead={
                    <>
                      <p className="bw-case-name">
                        {t("clearinghouse.case")}: <UntrustedText text={found.title} />
                      </p>
                      <p className="bw-note">{lead}</p>
                    </>
                  }
                />
                <CaseParts id={id} />
                {children(found)}
              </>
            )}
          </Found>
        )}
      </ForRoles>
    </div>
  );
}

function Found({ id, children }: Pick<CaseFrameProps, "id" | "children">) {
  return <QueryView query={useQuery(caseQuery(id))}>{children}</QueryView>;
}

export function CaseTags({ of: { state, embargo } }: { readonly of: Case }) {
  return (
    <>
      <StatusTag state={state} words={CASE_WORDS} />
      <StatusTag state={embargo.state} words={EMBARGO_WORDS} />
    </>
  );
}

/** The parts of a case, the shown one marked. */
export function CaseParts({ id }: { readonly id: string }) {
  return (
    <nav aria-label={t("cases.parts")}>
      <ul className="bw-filters">
        {PARTS.map(({ to, label }) => (
          <li key={to}>
            <Link to={to} params={{ id }} className="bw-filter" activeOptions={{ exact: true }} activeProps={{ className: "bw-filter bw-filter--chosen" }}>
              {t(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
