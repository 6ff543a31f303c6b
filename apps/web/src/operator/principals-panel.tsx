import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { OrganisationIdentifier } from "../parts/organisation-identifier.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { sides, stateOf } from "./delegation-state.ts";
import { DELEGATION_WORDS } from "./operator-words.ts";
import { delegationsQuery, principalsQuery } from "./operator.query.ts";
import type { Delegation } from "./operator.query.ts";
import { StatusTag } from "../parts/status-tag.tsx";

/** For whom a delegate acts, how much waits with each, and by what they name it. */
export function PrincipalsPanel({ organisationId }: { readonly organisationId: string }) {
  const [openedAtMs] = useState(() => Date.now());
  const delegations = useQuery(delegationsQuery);
  const { data: summed } = useQuery(principalsQuery);
  // Nothing is known of who has not joined, and of whoever let somebody act only since.
  const waitsWith = (row: Delegation) => (stateOf(row, openedAtMs) === "in-force" ? summed?.find((one) => one.organisationId === row.organisationId) : undefined);
  return (
    <Panel heading={t("operator.delegates.received")}>
      <QueryView query={delegations}>
        {(all) => (
          <DataTable
            caption={t("operator.delegates.received")}
            captionHidden
            rows={sides(all, organisationId).received}
            rowKey={({ id }) => id}
            empty={<EmptyState title={t("operator.delegates.receivedNone")} />}
            columns={[
              { key: "principal", header: t("operator.delegates.principal"), cell: ({ organisationName }) => <UntrustedText text={organisationName} /> },
              { key: "open", header: t("operator.delegates.open"), numeric: true, cell: (row) => waitsWith(row)?.stepsOpen },
              { key: "firstDue", header: t("operator.delegates.firstDue"), cell: (row) => <FirstDue at={waitsWith(row)?.firstDueBy} /> },
              { key: "until", header: t("operator.delegates.until"), cell: ({ until }) => <DateTime at={until} /> },
              { key: "state", header: t("operator.delegates.state"), cell: (row) => <StatusTag state={stateOf(row, openedAtMs)} words={DELEGATION_WORDS} /> },
              { key: "pages", header: t("operator.delegates.work"), cell: (row) => stateOf(row, openedAtMs) === "in-force" && <Pages principal={row} /> },
            ]}
          />
        )}
      </QueryView>
      <OrganisationIdentifier id={organisationId} words={t("operator.delegates.yourIdentifier")} />
    </Panel>
  );
}

function FirstDue({ at }: { readonly at: string | null | undefined }) {
  return at && <DateTime at={at} />;
}

const PAGES = [
  { to: "/operator/plan", label: "operator.delegates.plan", of: "operator.delegates.planOf" },
  { to: "/operator/inventories", label: "operator.delegates.lists", of: "operator.delegates.listsOf" },
  { to: "/operator/help", label: "operator.delegates.help", of: "operator.delegates.helpFor" },
  { to: "/operator/scans", label: "operator.delegates.scans", of: "operator.delegates.scansFor" },
  { to: "/operator/grants", label: "operator.delegates.grants", of: "operator.delegates.grantsFor" },
] as const;

function Pages({ principal }: { readonly principal: Delegation }) {
  const organisation = toVisibleText(principal.organisationName);
  return (
    <div className="bw-actions">
      {PAGES.map(({ to, label, of }) => (
        <Link key={to} to={to} search={{ organisation: principal.organisationId }} className="usa-link" aria-label={t(of, { organisation })}>
          {t(label)}
        </Link>
      ))}
    </div>
  );
}
