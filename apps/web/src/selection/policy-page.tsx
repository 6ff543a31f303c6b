import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import { policyQuery } from "../early-access/early-access.query.ts";
import { PolicyHistory, type Policy } from "../early-access/policy-history.tsx";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";

const proposalsQuery = queryOptions({ queryKey: ["partners", "policy", "proposals"], queryFn: () => api.call("GET /selection/policy/proposals") });

export function PolicyPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["partner-selection-officer"]}>{() => <PolicyView />}</ForRoles>
    </div>
  );
}

/** How partners are chosen, what waits for a second officer, and a form for a new version. */
function PolicyView() {
  const policy = useQuery(policyQuery);
  const proposals = useQuery(proposalsQuery);
  return (
    <>
      <PageHeading title={t("selection.policy.title")} lead={t("selection.policy.lead")} />
      <QueryView query={proposals}>{(found) => found.proposals.map((proposal) => <ProposalPanel key={proposal.id} proposal={proposal} />)}</QueryView>
      <QueryView query={policy}>
        {(found) => (
          <>
            <PolicyHistory policy={found} />
            <Panel heading={t("selection.policy.propose")}>
              <ProposeForm key={found.current.version} current={found.current} />
            </Panel>
          </>
        )}
      </QueryView>
      <VoluntaryNotice />
    </>
  );
}

type Proposal = Reply<"GET /selection/policy/proposals">["proposals"][number];

function ProposalPanel({ proposal }: { readonly proposal: Proposal }) {
  const params = { id: proposal.id };
  return (
    <Panel heading={t("selection.policy.waits", { reference: proposal.id.slice(-4) })}>
      <DefinitionList
        items={[
          { term: t("selection.policy.proposedBy"), detail: <UntrustedText text={proposal.proposedByName} /> },
          { term: t("selection.policy.proposedAt"), detail: <DateTime at={proposal.proposedAt} /> },
          { term: t("earlyAccess.policy.objection"), detail: t(`earlyAccess.rule.${proposal.objection}`) },
          { term: t("earlyAccess.policy.viewDays"), detail: t("earlyAccess.policy.days", { days: proposal.viewDays }) },
          { term: t("earlyAccess.policy.reason"), detail: <UntrustedText text={proposal.reason} /> },
        ]}
      />
      <ol className="usa-list">
        {proposal.criteria.map(({ criterion, text }) => (
          <li key={criterion}>
            <UntrustedText text={text} />
          </li>
        ))}
      </ol>
      {!proposal.mayConfirm && <p className="bw-note">{t("selection.policy.needsSecond")}</p>}
      <div className="bw-actions bw-after-heading">
        {proposal.mayConfirm && (
          <ActButton label={t("selection.policy.confirm")} said={t("selection.policy.confirmSaid")} act={() => api.call("POST /selection/policy/proposals/{id}/confirmation", { params })} />
        )}
        <ActButton label={t("selection.policy.withdraw")} said={t("selection.policy.withdrawSaid")} act={() => api.call("POST /selection/policy/proposals/{id}/withdrawal", { params })} outline />
      </div>
    </Panel>
  );
}

function ProposeForm({ current }: { readonly current: Policy["current"] }) {
  const rules = (["advises", "holds"] as const).map((value) => ({ value, label: t(`earlyAccess.rule.${value}`) }));
  return (
    <ActForm
      label={t("selection.policy.propose")}
      submit={t("selection.policy.send")}
      said={t("selection.policy.sent")}
      fields={["viewDays", "reason"]}
      act={(form) =>
        api.call("POST /selection/policy/proposals", {
          body: {
            objection: readChoice<"advises" | "holds">(form, "objection"),
            viewDays: Number(readText(form, "viewDays")),
            criteria: current.criteria.map(({ criterion }) => ({ criterion, text: readText(form, criterion) })),
            reason: readText(form, "reason"),
          },
        })
      }
    >
      {(error) => (
        <>
          <OneOf legend={t("earlyAccess.policy.objection")} name="objection" choices={rules} chosen={[current.objection]} />
          <TextField label={t("earlyAccess.policy.viewDays")} name="viewDays" type="number" min={1} max={30} defaultValue={current.viewDays} error={error} />
          {current.criteria.map(({ criterion, text }, place) => (
            <AreaField key={criterion} label={t("selection.policy.criterion", { number: place + 1 })} name={criterion} rows={2} maxLength={500} defaultValue={text} />
          ))}
          <AreaField label={t("earlyAccess.policy.reason")} name="reason" rows={2} maxLength={1000} hint={t("selection.policy.reasonHint")} error={error} />
        </>
      )}
    </ActForm>
  );
}
