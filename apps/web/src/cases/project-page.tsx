import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { projectsQuery } from "../clearinghouse/clearinghouse.query.ts";
import type { Project } from "../clearinghouse/clearinghouse.query.ts";
import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { NotFound } from "../shell/not-found.tsx";
import { ContactsPanel } from "./contacts-panel.tsx";
import { ProjectPolicyPanel } from "./project-policy-panel.tsx";

export function ProjectPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["clearinghouse-analyst", "clearinghouse-director"]}>{({ roles }) => <Found mayEnter={roles.includes("clearinghouse-analyst")} />}</ForRoles>
    </div>
  );
}

function Found({ mayEnter }: { readonly mayEnter: boolean }) {
  const { id } = useParams({ from: "/clearinghouse/projects/$id" });
  const query = useQuery(projectsQuery);
  return (
    <QueryView query={query}>
      {(projects) => {
        const project = projects.find((one) => one.id === id);
        return project ? <TheProject of={project} mayEnter={mayEnter} /> : <NotFound />;
      }}
    </QueryView>
  );
}

/** What one project's maintainer wants, and where they are reached. */
function TheProject({ of: project, mayEnter }: { readonly of: Project; readonly mayEnter: boolean }) {
  const { id, vendor, product, repository, purl, openCases, openAtOnce, waitingCases } = project;
  return (
    <>
      <PageHeading eyebrow={t("clearinghouse.project")} title={product} lead={t("cases.project.lead")} />
      <Panel heading={t("cases.project.heading")}>
        <DefinitionList
          items={[
            { term: t("clearinghouse.case.vendor"), detail: <UntrustedText text={vendor} /> },
            { term: t("findings.repository"), detail: <UntrustedText text={repository} /> },
            { term: t("clearinghouse.project.purl"), detail: purl && <UntrustedText text={purl} /> },
            { term: t("clearinghouse.project.open"), detail: t("clearinghouse.project.pace", { open: openCases, most: openAtOnce }) },
            { term: t("clearinghouse.project.waiting"), detail: String(waitingCases) },
          ]}
        />
      </Panel>
      <ContactsPanel projectId={id} mayEnter={mayEnter} />
      <ProjectPolicyPanel projectId={id} mayEnter={mayEnter} />
    </>
  );
}
