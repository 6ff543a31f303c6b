import type { Person } from "../api.ts";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { AiLabel } from "../findings/ai-label.tsx";
import { EvidencePanel } from "../findings/evidence-panel.tsx";
import { OriginPanel, ReproductionPanel, StandingPanel } from "../findings/finding-panels.tsx";
import { FINDING_WORDS, LEVEL_WORDS, worstLevel } from "../findings/finding-words.ts";
import { findingQuery } from "../findings/findings.query.ts";
import type { Finding } from "../findings/findings.query.ts";
import { QuestionsPanel } from "../findings/questions-panel.tsx";
import { isRecord, RecordPanel } from "../findings/record-panel.tsx";
import { SeverityPanel } from "../findings/severity-panel.tsx";
import { t } from "../messages.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { KnownElsewhere } from "../scanning/known-elsewhere.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { ActsPanel } from "./acts-panel.tsx";
import { AssignPanel } from "./assign-panel.tsx";
import { rolesOn } from "./assignees.ts";
import { CLEARINGHOUSE } from "./clearinghouse-roles.ts";
import { LinksPanel } from "./links-panel.tsx";
import { NearList } from "./near-list.tsx";
import { PriorityPanel } from "./priority-panel.tsx";
import { openActs } from "./queue.rules.ts";
import { RunAgainPanel } from "./run-again-panel.tsx";
import { drawnQuery, nearQuery } from "./triage.query.ts";

export function ClearinghouseFindingPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CLEARINGHOUSE}>{(person) => <FindingOf person={person} />}</ForRoles>
    </div>
  );
}

function FindingOf({ person }: { readonly person: Person }) {
  const { id } = useParams({ from: "/clearinghouse/findings/$id" });
  const finding = useQuery(findingQuery(id));
  const mayRunAgain = person.roles.includes("clearinghouse-analyst");
  const mayAssign = mayRunAgain || person.roles.includes("clearinghouse-director");
  return (
    <QueryView query={finding}>
      {(found) => <TheFinding found={found} assignedAs={rolesOn(found.assignments, person.id)} mayAssign={mayAssign} mayRunAgain={mayRunAgain} />}
    </QueryView>
  );
}

interface TheFindingProps {
  readonly found: Finding;
  /** What this reader is assigned as: it decides what they may do. */
  readonly assignedAs: readonly ("validator" | "analyst")[];
  readonly mayAssign: boolean;
  readonly mayRunAgain: boolean;
}

function TheFinding({ found, assignedAs, mayAssign, mayRunAgain }: TheFindingProps) {
  const isAnalyst = assignedAs.includes("analyst");
  return (
    <>
      <PageHeading eyebrow={t("findings.finding")} title={found.title} status={<Tags finding={found} />} />
      {found.caseId && isAnalyst && (
        <p>
          <Link to="/clearinghouse/cases/$id" params={{ id: found.caseId }} className="usa-link">
            {t("clearinghouse.toCase")}
          </Link>
        </p>
      )}
      {found.state === "prioritised" && isAnalyst && <LinkButton to="/clearinghouse/projects">{t("clearinghouse.project.openIts")}</LinkButton>}
      <StandingPanel finding={found} findingPage="/clearinghouse/findings/$id" />
      <QuestionsPanel finding={found} mayAnswer={false} />
      <OriginPanel finding={found} />
      <ReproductionPanel finding={found} />
      {mayRunAgain && found.state === "reproducing" && found.reproduction?.outcome === "halted" && <RunAgainPanel finding={found} />}
      {isRecord(found) ? <RecordPanel finding={found} logged /> : <EvidencePanel finding={found} logged />}
      <TriagePanels found={found} assignedAs={assignedAs} />
      <PriorityPanel finding={found} mayDecide={isAnalyst} />
      {isAnalyst && found.target.repository && (
        <Panel heading={t("scanning.known.heading")}>
          <KnownElsewhere repository={found.target.repository} />
        </Panel>
      )}
      <SeverityPanel finding={found} mayGive={isAnalyst} />
      <AssignPanel finding={found} mayAssign={mayAssign} />
    </>
  );
}

/** What may be done with it, what it is linked to, and what it may be the same as. */
function TriagePanels({ found, assignedAs }: Pick<TheFindingProps, "found" | "assignedAs">) {
  const near = useQuery(nearQuery(found.id));
  const drawn = useQuery({ ...drawnQuery, enabled: found.state === "rejected" && assignedAs.includes("validator") });
  const isDrawn = found.state === "rejected" && (drawn.data?.includes(found.id) ?? false);
  return (
    <>
      <ActsPanel finding={found} near={near.data?.near ?? []} acts={openActs({ state: found.state, isDrawn, assignedAs })} />
      <QueryView query={near}>
        {(beside) => (
          <>
            <LinksPanel near={beside} mayEnd={assignedAs.length > 0} />
            {beside.near.length > 0 && (
              <Panel heading={t("clearinghouse.near.heading")}>
                <NearList findingId={found.id} stack={beside.stack} near={beside.near} mayTry={assignedAs.length > 0} />
              </Panel>
            )}
          </>
        )}
      </QueryView>
    </>
  );
}

function Tags({ finding }: { readonly finding: Finding }) {
  const level = worstLevel(finding.severities);
  return (
    <>
      {finding.provenance.aiGenerated && <AiLabel />}
      <StatusTag state={finding.state} words={FINDING_WORDS} />
      {level && <StatusTag state={level} words={LEVEL_WORDS} />}
    </>
  );
}
