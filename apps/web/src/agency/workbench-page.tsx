import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../format.ts";
import { t, tCount } from "../messages.ts";
import { KeyFigure } from "../parts/key-figure.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AgencyLinks } from "./agency-links.tsx";
import { CISO } from "./agency-words.ts";
import { workbenchQuery } from "./agency.query.ts";
import type { Workbench } from "./agency.query.ts";
import { DuePanel } from "./due-panel.tsx";
import { ForecastChart } from "./forecast-chart.tsx";
import { ItemsDuePanel } from "./items-due-panel.tsx";
import { PhaseNotice } from "./phase-notice.tsx";
import { EnvironmentsTable, TiersTable } from "./shares-tables.tsx";

/** What an agency's CISO sees first: what is due this week, what is late, and what comes. */
export function WorkbenchPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CISO}>
        {({ organisationName }) => (
          <>
            <PageHeading eyebrow={organisationName} title={t("agency.title")} lead={t("agency.lead")} />
            <AgencyLinks />
            <Own />
          </>
        )}
      </ForRoles>
    </div>
  );
}

function Own() {
  const workbench = useQuery(workbenchQuery);
  return (
    <QueryView query={workbench}>
      {(own) => (
        <>
          <PhaseNotice phase={own.phase} />
          <div className="bw-figures">
            <KeyFigure label={t("agency.dueThisWeek")} value={formatCount(own.dueThisWeek)} />
            <KeyFigure label={t("agency.overdue")} value={formatCount(own.overdue)} />
            <KeyFigure label={t("agency.in30Days")} value={formatCount(own.dueIn30Days)} />
            <KeyFigure label={t("agency.open")} value={formatCount(own.open)} note={tCount("agency.ofAssets", own.assets)} />
            <KeyFigure label={t("agency.inException")} value={formatCount(own.inException)} />
          </div>
          <ToDo own={own} />
          <DuePanel span="this-week" />
          <DuePanel span="overdue" />
          <ItemsDuePanel />
          {own.open > 0 && (
            <>
              <Panel heading={t("agency.forecast")}>
                <ForecastChart weeks={own.forecast} />
              </Panel>
              <TiersTable tiers={own.tiers} />
              <EnvironmentsTable environments={own.environments} />
            </>
          )}
        </>
      )}
    </QueryView>
  );
}

/** What only the agency can say: the list of assets, its own judgement, what a scan saw no more, traces of an attack. */
function ToDo({ own: { assets, assetsNotJudged, proposedFixed, forensics } }: { readonly own: Workbench }) {
  if (assets > 0 && assetsNotJudged === 0 && proposedFixed === 0 && forensics.open === 0) return null;
  return (
    <Panel heading={t("agency.toDo")}>
      <ul className="bw-waiting">
        {assets === 0 && (
          <li>
            <p>{t("agency.toDo.assets")}</p>
            <LinkButton to="/agency/assets">{t("agency.assets.add")}</LinkButton>
          </li>
        )}
        {assetsNotJudged > 0 && (
          <li>
            <p>{tCount("agency.toDo.judge", assetsNotJudged)}</p>
            <LinkButton to="/agency/assets" outline>
              {t("agency.toDo.judgeLink")}
            </LinkButton>
          </li>
        )}
        {proposedFixed > 0 && (
          <li>
            <p>{tCount("agency.toDo.gone", proposedFixed)}</p>
            <LinkButton to="/agency/instances" search={{ gone: "yes" }} outline>
              {t("agency.toDo.goneLink")}
            </LinkButton>
          </li>
        )}
        {forensics.open > 0 && (
          <li>
            <p>
              {tCount("agency.toDo.forensics", forensics.open)} {forensics.overdue > 0 && tCount("agency.toDo.forensicsLate", forensics.overdue)}
            </p>
            <LinkButton to="/agency/forensics" outline>
              {t("agency.toDo.forensicsLink")}
            </LinkButton>
          </li>
        )}
      </ul>
    </Panel>
  );
}
