import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Panel } from "../parts/panel.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Proposal } from "./people.query.ts";

/** What one person may not do alone, and who has confirmed it. */
export function ProposalsPanel({ proposals }: { readonly proposals: readonly Proposal[] }) {
  return (
    <Panel heading={t("people.proposals")}>
      <p>{t("people.proposalsWords")}</p>
      <DataTable
        caption={t("people.proposals")}
        captionHidden
        rows={proposals}
        rowKey={(row) => row.id}
        empty={null}
        columns={[
          { key: "what", header: t("people.proposal.what"), cell: (row) => <What proposal={row} /> },
          { key: "by", header: t("people.proposal.by"), cell: (row) => <UntrustedText text={row.proposedByName} /> },
          { key: "confirmed", header: t("people.proposal.confirmed"), cell: (row) => row.confirmedBy.map(toVisibleText).join(", ") || t("people.proposal.nobody") },
          { key: "state", header: t("people.proposal.state"), cell: (row) => t(`people.proposal.${row.state}`) },
          { key: "until", header: t("people.until"), cell: (row) => <DateTime at={row.expiresAt} /> },
          { key: "acts", header: t("people.acts"), cell: (row) => <Acts proposal={row} /> },
        ]}
      />
    </Panel>
  );
}

function What({ proposal: { kind, summary } }: { readonly proposal: Proposal }) {
  const subject = summary.issuer ?? [summary.name, summary.email].filter(Boolean).join(", ");
  return (
    <>
      {t(`people.proposal.${kind}`)}
      {": "}
      <UntrustedText text={subject} />
      {summary.roles.length > 0 && ` (${summary.roles.map((role) => t(`role.${role}`)).join(", ")})`}
    </>
  );
}

function Acts({ proposal: { id, state, mayConfirm } }: { readonly proposal: Proposal }) {
  if (state !== "open") return null;
  const params = { id };
  return (
    <div className="bw-actions">
      {mayConfirm && <ActButton label={t("people.proposal.confirm")} said={t("people.proposal.given")} act={() => api.call("POST /proposals/{id}/confirmation", { params })} />}
      <ActButton outline label={t("people.withdraw")} said={t("people.withdrawn")} act={() => api.call("DELETE /proposals/{id}", { params })} />
    </div>
  );
}
