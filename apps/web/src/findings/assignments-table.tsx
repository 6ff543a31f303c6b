import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import type { Column } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Assignment } from "./findings.query.ts";

interface AssignmentsTableProps {
  readonly assignments: readonly Assignment[];
  /** What may be done with one that has not ended. */
  readonly act?: (assignment: Assignment) => ReactNode;
}

/** To whom of the clearinghouse what a finding says was opened, by whom, and why where that was themselves. */
export function AssignmentsTable({ assignments, act }: AssignmentsTableProps) {
  const acts: readonly Column<Assignment>[] = act ? [{ key: "act", header: t("findings.assignment.act"), cell: (one) => (one.endedAt ? null : act(one)) }] : [];
  return (
    <DataTable
      caption={t("findings.assignments")}
      captionHidden
      columns={[
        { key: "name", header: t("findings.assignment.name"), cell: ({ personName }) => <UntrustedText text={personName} /> },
        { key: "role", header: t("findings.assignment.role"), cell: ({ role }) => t(`findings.assignment.${role}`) },
        { key: "by", header: t("findings.assignment.by"), cell: (one) => <AssignedBy of={one} /> },
        { key: "at", header: t("findings.assignment.since"), cell: ({ at }) => <DateTime at={at} /> },
        { key: "ended", header: t("findings.assignment.ended"), cell: ({ endedAt }) => (endedAt ? <DateTime at={endedAt} /> : "–") },
        ...acts,
      ]}
      rows={assignments}
      rowKey={({ id }) => id}
      empty={<p className="bw-note">{t("findings.assignments.none")}</p>}
    />
  );
}

function AssignedBy({ of: { byName, reason } }: { readonly of: Assignment }) {
  return (
    <>
      <UntrustedText text={byName} />
      {reason && (
        <span className="bw-row-note">
          <UntrustedText text={reason} />
        </span>
      )}
    </>
  );
}
