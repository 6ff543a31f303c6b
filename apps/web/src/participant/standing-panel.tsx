import { api } from "../api.ts";
import { RM_WORDS } from "../clearinghouse/case-words.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, OneOf, SelectField } from "../parts/fields.tsx";
import { readChoice, readOptionalText, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { CLAIMS, openClaims, VENDOR_STATUS_WORDS } from "./participant-words.ts";
import type { Claim, VendorStatus } from "./participant-words.ts";
import type { ParticipantView } from "./participant.query.ts";

/** The case's own weakness, where the coordinator named no other. */
const THE_CASE = "case";

interface StandingPanelProps {
  readonly token: string;
  readonly view: ParticipantView;
}

/** Whether one's own products are affected, and what is being done about it. */
export function StandingPanel({ token, view }: StandingPanelProps) {
  const { rm, roles, statuses } = view;
  const claims = openClaims(rm);
  return (
    <Panel heading={t("participant.standing.heading")}>
      {statuses.map((status) => (
        <div key={`${status.vulnerability} ${status.at}`} className="bw-given">
          <p>
            {status.vulnerability !== THE_CASE && (
              <>
                <strong>
                  <UntrustedText text={status.vulnerability} />
                </strong>{" "}
              </>
            )}
            <StatusTag state={status.status} words={VENDOR_STATUS_WORDS} /> <DateTime at={status.at} />
          </p>
          {status.by === "coordinator" && <p className="bw-note">{t("participant.status.byCoordinator")}</p>}
          {status.statement && (
            <p className="bw-prose">
              <UntrustedText text={status.statement} />
            </p>
          )}
        </div>
      ))}
      {roles.includes("vendor") && statuses.length === 0 && <StatusForm token={token} statuses={statuses} />}
      {roles.includes("vendor") && statuses.length > 0 && (
        <Disclosure summary={t("participant.status.change")}>
          <StatusForm token={token} statuses={statuses} />
        </Disclosure>
      )}
      <h3>{t("participant.claim.heading")}</h3>
      <p>
        <StatusTag state={rm} words={RM_WORDS} />
      </p>
      {claims.length > 0 && (
        <Disclosure summary={t("participant.claim.summary")}>
          <ActForm
            label={t("participant.claim.heading")}
            submit={t("participant.claim.send")}
            said={t("participant.claim.said")}
            fields={[]}
            outline
            act={(form) => api.call("POST /participant/report", { body: { token, rm: readChoice<Claim>(form, "rm") } })}
          >
            {() => <OneOf legend={t("participant.claim.legend")} name="rm" chosen={[]} required choices={claims.map((claim) => ({ value: claim, label: t(CLAIMS[claim].label), description: t(CLAIMS[claim].means) }))} />}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}

function StatusForm({ token, statuses }: { readonly token: string; readonly statuses: ParticipantView["statuses"] }) {
  const named = [...new Set([THE_CASE, ...statuses.map(({ vulnerability }) => vulnerability)])];
  const act = (form: FormData) => {
    const statement = readOptionalText(form, "statement");
    return api.call("POST /participant/statuses", {
      body: { token, vulnerability: readText(form, "vulnerability") || THE_CASE, status: readChoice<VendorStatus>(form, "status"), ...(statement === null ? {} : { statement }) },
    });
  };
  return (
    <ActForm label={t("participant.status.heading")} submit={t("participant.status.send")} said={t("participant.status.said")} fields={["statement"]} act={act}>
      {(error) => (
        <>
          {named.length > 1 && <SelectField label={t("participant.status.which")} name="vulnerability" choices={named.map((value) => ({ value, label: value === THE_CASE ? t("participant.status.thisCase") : value }))} error={error} />}
          <OneOf
            legend={t("participant.status.legend")}
            name="status"
            chosen={[]}
            required
            choices={[
              { value: "affected", label: t("participant.status.affected"), description: t("participant.status.affectedMeans") },
              { value: "not-affected", label: t("participant.status.not-affected"), description: t("participant.status.notAffectedMeans") },
              { value: "unknown", label: t("participant.status.unknown"), description: t("participant.status.unknownMeans") },
            ]}
          />
          <AreaField label={t("participant.status.statement")} name="statement" hint={t("participant.status.statementHint")} rows={3} maxLength={4000} optional error={error} />
        </>
      )}
    </ActForm>
  );
}
