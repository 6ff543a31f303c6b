import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Panel } from "../parts/panel.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { House, Proposal } from "./people.query.ts";

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
          { key: "state", header: t("people.proposal.state"), cell: (row) => <State proposal={row} /> },
          { key: "acts", header: t("people.acts"), cell: (row) => row.state === "open" && <Acts proposal={row} /> },
        ]}
      />
    </Panel>
  );
}

/** All that whoever confirms it must know. */
function What({ proposal: { kind, summary } }: { readonly proposal: Proposal }) {
  const subject = summary.issuer ?? [summary.name, summary.email].filter(Boolean).join(", ");
  return (
    <>
      {t(`people.proposal.${kind}`)}
      {subject !== "" && (
        <span className="bw-subline">
          <UntrustedText text={subject} />
        </span>
      )}
      {summary.roles.length > 0 && <span className="bw-subline">{summary.roles.map((role) => t(`role.${role}`)).join(", ")}</span>}
      {summary.settings && <Settings settings={summary.settings} />}
    </>
  );
}

function State({ proposal: { state, expiresAt } }: { readonly proposal: Proposal }) {
  return (
    <>
      {t(`people.proposal.${state}`)}
      {state === "open" && (
        <span className="bw-subline">
          {t("people.until")} <DateTime at={expiresAt} />
        </span>
      )}
    </>
  );
}

function Settings({ settings: { idleMinutes, sessionHours, mailedLinks, bindNetwork } }: { readonly settings: House["settings"] }) {
  const lines = [
    t("people.proposal.setting", { setting: t("people.settings.idle"), value: idleMinutes ?? t("people.settings.default") }),
    t("people.proposal.setting", { setting: t("people.settings.hours"), value: sessionHours ?? t("people.settings.default") }),
    t("people.proposal.setting", { setting: t("people.settings.mailedLinks"), value: t(mailedLinks ? "people.settings.yes" : "people.settings.no") }),
    t("people.proposal.setting", { setting: t("people.settings.bindNetwork"), value: t(bindNetwork ? "people.settings.yes" : "people.settings.no") }),
  ];
  return lines.map((line) => (
    <span key={line} className="bw-subline">
      {line}
    </span>
  ));
}

function Acts({ proposal: { id, mayConfirm } }: { readonly proposal: Proposal }) {
  const params = { id };
  return (
    <div className="bw-actions">
      {mayConfirm && <ActButton label={t("people.proposal.confirm")} said={t("people.proposal.given")} act={() => api.call("POST /proposals/{id}/confirmation", { params })} />}
      <ActButton outline label={t("people.withdraw")} said={t("people.withdrawn")} act={() => api.call("DELETE /proposals/{id}", { params })} />
    </div>
  );
}
