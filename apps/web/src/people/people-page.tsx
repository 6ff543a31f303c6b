import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { api } from "../api.ts";
import type { Person } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { HousePanels } from "./house-panels.tsx";
import { houseQuery, organisationsQuery } from "./people.query.ts";
import type { House } from "./people.query.ts";
import { organisationKinds } from "./people.words.ts";

/** A manager's own organisation; for an administrator all of them, one at a time. */
export function PeoplePage() {
  const { organisation } = useSearch({ from: "/people" });
  return <div className="bw-page"><ForRoles roles={["organisation-manager", "administrator"]}>{(person) => <Chosen person={person} organisation={organisation} />}</ForRoles></div>;
}

function Chosen({ person, organisation }: { readonly person: Person; readonly organisation: string | undefined }) {
  const isAdministrator = person.roles.includes("administrator");
  const shown = organisation ?? (isAdministrator ? undefined : person.organisationId);
  if (shown === undefined) return <Organisations />;
  return (
    <>
      {isAdministrator && (
        <p>
          <Link to="/people" className="usa-link">
            {t("people.all")}
          </Link>
        </p>
      )}
      <OneHouse id={shown} person={person} />
    </>
  );
}

function OneHouse({ id, person }: { readonly id: string; readonly person: Person }) {
  const house = useQuery(houseQuery(id));
  return (
    <QueryView query={house}>
      {(found) => (
        <>
          <PageHeading title={t("people.title", { organisation: found.organisation.name })} lead={t("people.lead")} actions={namesDelegates(found, person) && <LinkButton to="/operator/delegates" outline>{t("people.delegates")}</LinkButton>} />
          <HousePanels house={found} person={person} />
        </>
      )}
    </QueryView>
  );
}

/** An operator's manager names delegates too; operators themselves have that page in their menu. */
function namesDelegates({ organisation: { id, kind } }: House, { organisationId, roles }: Person): boolean {
  return kind === "operator" && id === organisationId && roles.includes("organisation-manager");
}

function Organisations() {
  const organisations = useQuery(organisationsQuery);
  return (
    <>
      <PageHeading title={t("people.organisations")} lead={t("people.organisationsLead")} />
      <QueryView query={organisations}>
        {(rows) => (
          <Panel heading={t("people.organisations")}>
            <DataTable
              caption={t("people.organisations")}
              captionHidden
              rows={rows}
              rowKey={(row) => row.id}
              empty={<EmptyState title={t("people.noOrganisation")} />}
              columns={[
                { key: "name", header: t("people.organisation"), cell: (row) => <Link to="/people" search={{ organisation: row.id }} className="usa-link"><UntrustedText text={row.name} /></Link> },
                { key: "kind", header: t("people.kind"), cell: (row) => t(`people.kind.${row.kind}`) },
              ]}
            />
          </Panel>
        )}
      </QueryView>
      <Panel heading={t("people.addOrganisation")}>
        <ActForm label={t("people.addOrganisation")} submit={t("people.addOrganisation")} said={t("people.organisationAdded")} fields={["name", "kind"]} act={(form) => api.call("POST /organisations", { body: { name: readText(form, "name"), kind: readChoice<(typeof organisationKinds)[number]>(form, "kind") } })}>
          {(error) => (
            <>
              <TextField label={t("people.organisation")} name="name" maxLength={200} error={error} />
              <SelectField label={t("people.kind")} name="kind" error={error} choices={organisationKinds.map((kind) => ({ value: kind, label: t(`people.kind.${kind}`) }))} />
            </>
          )}
        </ActForm>
      </Panel>
    </>
  );
}
