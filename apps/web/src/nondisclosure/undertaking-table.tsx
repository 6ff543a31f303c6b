import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { SIGNED_STATES, stateOf } from "./nondisclosure.query.ts";
import type { UndertakingLine } from "./nondisclosure.query.ts";

/** Who signs what, and who has. */
export function UndertakingTable({ undertakings }: { readonly undertakings: readonly UndertakingLine[] }) {
  return (
    <DataTable
      caption={t("nondisclosure.list.heading")}
      captionHidden
      rows={undertakings}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title={t("nondisclosure.list.empty")}>
          <p>{t("nondisclosure.list.emptyWords")}</p>
        </EmptyState>
      }
      columns={[
        {
          key: "title",
          header: t("nondisclosure.document"),
          cell: ({ id, title, version }) => (
            <Link to="/undertakings/$id" params={{ id }} className="usa-link">
              {toVisibleText(t("nondisclosure.versionOf", { title, version }))}
            </Link>
          ),
        },
        {
          key: "state",
          header: t("nondisclosure.state"),
          cell: (line) => (
            <>
              <StatusTag state={stateOf(line)} words={SIGNED_STATES} />
              {line.signedAt && (
                <span className="bw-subline">
                  <DateTime at={line.signedAt} />
                </span>
              )}
            </>
          ),
        },
        { key: "developer", header: t("nondisclosure.developer"), cell: ({ developerName }) => <UntrustedText text={developerName} /> },
        { key: "signer", header: t("nondisclosure.signer"), cell: ({ evaluatorName, agencyName }) => <UntrustedText text={evaluatorName === null ? t("nondisclosure.forAgency", { agency: agencyName }) : `${evaluatorName}, ${agencyName}`} /> },
      ]}
    />
  );
}
