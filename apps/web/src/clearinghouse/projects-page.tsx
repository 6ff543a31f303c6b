import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { readOptionalText, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { KnownElsewhere } from "../scanning/known-elsewhere.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { projectsQuery } from "./clearinghouse.query.ts";

export function ProjectsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["clearinghouse-analyst", "clearinghouse-director"]}>{({ roles }) => <Projects mayOpen={roles.includes("clearinghouse-analyst")} />}</ForRoles>
    </div>
  );
}

function Projects({ mayOpen }: { readonly mayOpen: boolean }) {
  const projects = useQuery(projectsQuery);
  return (
    <>
      <PageHeading title={t("clearinghouse.projects.title")} lead={t("clearinghouse.projects.lead")} />
      <QueryView query={projects}>
        {(found) => (
          <DataTable
            caption={t("clearinghouse.projects.caption")}
            columns={[
              {
                key: "product",
                header: t("clearinghouse.project"),
                cell: ({ id, product, vendor }) => (
                  <>
                    <Link to="/clearinghouse/projects/$id" params={{ id }} className="usa-link">
                      {toVisibleText(product)}
                    </Link>
                    <span className="bw-row-note">
                      <UntrustedText text={vendor} />
                    </span>
                  </>
                ),
              },
              { key: "repository", header: t("findings.repository"), cell: ({ repository }) => <UntrustedText text={repository} /> },
              { key: "contact", header: t("clearinghouse.project.contact"), cell: ({ contactEmail }) => <UntrustedText text={contactEmail} /> },
              { key: "open", header: t("clearinghouse.project.open"), numeric: true, cell: ({ openCases, openAtOnce }) => t("clearinghouse.project.pace", { open: openCases, most: openAtOnce }) },
              { key: "waiting", header: t("clearinghouse.project.waiting"), numeric: true, cell: ({ waitingCases }) => waitingCases },
            ]}
            rows={found}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("clearinghouse.projects.empty")}>
                <p>{t("clearinghouse.projects.emptyWords")}</p>
              </EmptyState>
            }
          />
        )}
      </QueryView>
      {mayOpen && (
        <div className="bw-columns">
          <OpenProject />
          <OptOut />
        </div>
      )}
    </>
  );
}

function OpenProject() {
  // As it was left: what is known of it is asked once it is written.
  const [repository, setRepository] = useState("");
  const act = (form: FormData) => {
    const purl = readOptionalText(form, "purl");
    return api.call("POST /projects", {
      body: {
        vendor: readText(form, "vendor"),
        product: readText(form, "product"),
        repository: readText(form, "repository"),
        ...(purl === null ? {} : { purl }),
        contactEmail: readText(form, "contactEmail"),
        openAtOnce: Number(readText(form, "openAtOnce")),
      },
    });
  };
  return (
    <Panel heading={t("clearinghouse.project.openNew")}>
      <ActForm label={t("clearinghouse.project.openNew")} submit={t("clearinghouse.project.openNew")} said={t("clearinghouse.project.said")} fields={["vendor", "product", "repository", "purl", "contactEmail", "openAtOnce"]} act={act}>
        {(error) => (
          <>
            <TextField label={t("clearinghouse.case.vendor")} name="vendor" maxLength={200} error={error} />
            <TextField label={t("clearinghouse.case.product")} name="product" maxLength={200} error={error} />
            <TextField label={t("findings.repository")} name="repository" type="url" hint={t("findings.claim.repositoryHint")} maxLength={300} error={error} onBlur={({ target }) => setRepository(target.value.trim())} />
            <div aria-live="polite">
              <KnownElsewhere repository={repository} />
            </div>
            <TextField label={t("clearinghouse.project.purl")} name="purl" hint={t("clearinghouse.project.purlHint")} maxLength={300} optional error={error} />
            <TextField label={t("clearinghouse.project.contactEmail")} name="contactEmail" type="email" maxLength={254} error={error} />
            <TextField label={t("clearinghouse.project.openAtOnce")} name="openAtOnce" type="number" min={1} max={50} defaultValue="1" hint={t("clearinghouse.project.openAtOnceHint")} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}

function OptOut() {
  const act = (form: FormData) => {
    const name = readText(form, "name");
    const target = readText(form, "kind") === "product" ? { product: name } : { repository: name };
    return api.call("POST /opt-outs", { body: { ...target, reason: readText(form, "reason") } });
  };
  return (
    <Panel heading={t("clearinghouse.optOut.heading")}>
      <p>{t("clearinghouse.optOut.words")}</p>
      <ActForm label={t("clearinghouse.optOut.heading")} submit={t("clearinghouse.optOut.record")} said={t("clearinghouse.optOut.said")} fields={["reason"]} outline act={act}>
        {(error) => (
          <>
            <OneOf
              legend={t("clearinghouse.optOut.kind")}
              name="kind"
              choices={[
                { value: "repository", label: t("findings.repository") },
                { value: "product", label: t("findings.claim.product") },
              ]}
            />
            <TextField label={t("clearinghouse.optOut.name")} name="name" maxLength={300} error={error} />
            <AreaField label={t("clearinghouse.reason")} name="reason" maxLength={500} rows={2} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
