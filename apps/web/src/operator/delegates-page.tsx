import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api.ts";
import type { Person } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { sides, stateOf } from "./delegation-state.ts";
import { toInstant } from "./local-time.ts";
import { ACTING_FOR_OTHERS, NAMING_DELEGATES } from "./operator-roles.ts";
import { DELEGATION_WORDS } from "./operator-words.ts";
import { delegationsQuery } from "./operator.query.ts";
import type { Delegation } from "./operator.query.ts";
import { PrincipalsPanel } from "./principals-panel.tsx";

/** Who acts for whom: both sides see it, each from its own. */
export function DelegatesPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={[...NAMING_DELEGATES, ACTING_FOR_OTHERS]}>{(person) => <Delegates person={person} />}</ForRoles>
    </div>
  );
}

function Delegates({ person: { roles, organisationId } }: { readonly person: Person }) {
  const names = hasRole({ roles: NAMING_DELEGATES }, roles);
  return (
    <>
      <PageHeading title={t("operator.delegates.title")} lead={t(names ? "operator.delegates.lead" : "operator.delegates.chooseLead")} />
      {names && <GivenPanel organisationId={organisationId} />}
      {names && <NamePanel organisationId={organisationId} />}
      {roles.includes(ACTING_FOR_OTHERS) && <PrincipalsPanel organisationId={organisationId} />}
    </>
  );
}

function GivenPanel({ organisationId }: { readonly organisationId: string }) {
  const [openedAtMs] = useState(() => Date.now());
  const delegations = useQuery(delegationsQuery);
  return (
    <Panel heading={t("operator.delegates.given")}>
      <QueryView query={delegations}>
        {(all) => (
          <DataTable
            caption={t("operator.delegates.given")}
            captionHidden
            rows={sides(all, organisationId).given}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("operator.delegates.none")}>
                <p>{t("operator.delegates.noneWords")}</p>
              </EmptyState>
            }
            columns={[
              { key: "delegate", header: t("operator.delegates.delegate"), cell: ({ delegateName }) => <UntrustedText text={delegateName} /> },
              { key: "until", header: t("operator.delegates.until"), cell: ({ until, endedAt }) => <DateTime at={endedAt ?? until} /> },
              { key: "state", header: t("operator.delegates.state"), cell: (row) => <StatusTag state={stateOf(row, openedAtMs)} words={DELEGATION_WORDS} /> },
              { key: "end", header: t("operator.delegates.end"), cell: (row) => stateOf(row, openedAtMs) === "in-force" && <End delegation={row} /> },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}

function End({ delegation: { id, delegateName } }: { readonly delegation: Delegation }) {
  const end = useAct({ perform: () => api.call("DELETE /delegations/{id}", { params: { id } }), said: t("operator.delegates.ended") });
  return (
    <ConfirmDialog trigger={t("operator.delegates.end")} heading={t("operator.delegates.endHeading")} confirm={t("operator.delegates.endConfirm")} onConfirm={() => end.mutateAsync()} ends>
      <p>
        <UntrustedText text={delegateName} />
      </p>
      <p>{t("operator.delegates.endWords")}</p>
    </ConfirmDialog>
  );
}

function NamePanel({ organisationId }: { readonly organisationId: string }) {
  const act = (form: FormData) =>
    api.call("POST /organisations/{id}/delegates", { params: { id: organisationId }, body: { delegateOrganisationId: readText(form, "delegateOrganisationId"), until: toInstant(readText(form, "until")) } });
  return (
    <Panel heading={t("operator.delegates.name")}>
      <p className="bw-measure">{t("operator.delegates.nameWords")}</p>
      <ActForm label={t("operator.delegates.name")} submit={t("operator.delegates.nameSubmit")} said={t("operator.delegates.named")} fields={["delegateOrganisationId", "until"]} act={act}>
        {(error) => (
          <>
            <TextField label={t("operator.delegates.identifier")} name="delegateOrganisationId" hint={t("operator.delegates.identifierHint")} maxLength={40} error={error} />
            <TextField label={t("operator.delegates.until")} name="until" type="datetime-local" hint={t("operator.delegates.untilHint")} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
