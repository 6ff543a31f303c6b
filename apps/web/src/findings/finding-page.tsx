import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AiLabel } from "./ai-label.tsx";
import { AssignmentsTable } from "./assignments-table.tsx";
import { DecisionsPanel } from "./decisions-panel.tsx";
import { EvidencePanel } from "./evidence-panel.tsx";
import { OriginPanel, ReproductionPanel, StandingPanel } from "./finding-panels.tsx";
import { FINDING_WORDS } from "./finding-words.ts";
import { findingQuery } from "./findings.query.ts";
import { FINDERS } from "./finders.ts";
import { QuestionsPanel } from "./questions-panel.tsx";
import { isRecord, RecordPanel } from "./record-panel.tsx";
import { SeverityPanel } from "./severity-panel.tsx";

export function FindingPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={FINDERS}>{() => <OwnFinding />}</ForRoles>
    </div>
  );
}

function OwnFinding() {
  const { id } = useParams({ from: "/findings/$id" });
  const finding = useQuery(findingQuery(id));
  return (
    <QueryView query={finding}>
      {(found) => (
        <>
          <PageHeading
            eyebrow={t("findings.finding")}
            title={found.title}
            status={
              <>
                <StatusTag state={found.state} words={FINDING_WORDS} />
                {found.provenance.aiGenerated && <AiLabel />}
              </>
            }
            actions={
              found.state === "rejected" && (
                <LinkButton to="/findings/submit" search={{ appealOf: found.id }}>
                  {t("findings.appeal")}
                </LinkButton>
              )
            }
          />
          <StandingPanel finding={found} findingPage="/findings/$id" />
          <QuestionsPanel finding={found} mayAnswer />
          <OriginPanel finding={found} />
          <ReproductionPanel finding={found} />
          <SeverityPanel finding={found} mayGive />
          <DecisionsPanel findingId={found.id} />
          {found.assignments.length > 0 && (
            <Panel heading={t("findings.assignments")}>
              <p className="bw-measure">{t("findings.assignments.words")}</p>
              <AssignmentsTable assignments={found.assignments} />
            </Panel>
          )}
          {isRecord(found) ? <RecordPanel finding={found} logged={false} /> : <EvidencePanel finding={found} logged={false} />}
        </>
      )}
    </QueryView>
  );
}
