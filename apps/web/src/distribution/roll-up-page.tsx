import { useQuery } from "@tanstack/react-query";
import { RollUpPanel } from "../clearinghouse/roll-up-panel.tsx";
import { formatCount } from "../format.ts";
import { t, tCount } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { KeyFigure } from "../parts/key-figure.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { REGIONS, SECTORS, SIZES } from "../operator/operator-words.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { COUNTING, INVITING, KEEPING } from "./distribution-roles.ts";
import { advisoryCountsQuery } from "./distribution.query.ts";
import type { AdvisoryCounts } from "./distribution.query.ts";

/** How far fixes have come: counts, and never who. */
export function RollUpPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={COUNTING}>
        {({ roles }) => (
          <>
            <PageHeading title={t("distribution.title")} lead={t("distribution.lead")} actions={hasRole({ roles: KEEPING }, roles) && <Pages invites={hasRole({ roles: INVITING }, roles)} />} />
            {hasRole({ roles: KEEPING }, roles) && <RollUpPanel />}
            <ByAdvisory />
          </>
        )}
      </ForRoles>
    </div>
  );
}

function Pages({ invites }: { readonly invites: boolean }) {
  return (
    <>
      {invites && (
        <LinkButton to="/distribution/invitations" outline>
          {t("distribution.invite.title")}
        </LinkButton>
      )}
      <LinkButton to="/distribution/outside" outline>
        {t("distribution.outside.title")}
      </LinkButton>
      <LinkButton to="/distribution/waves" outline>
        {t("distribution.waves.title")}
      </LinkButton>
      <LinkButton to="/distribution/sectors" outline>
        {t("distribution.sectors.title")}
      </LinkButton>
    </>
  );
}

function ByAdvisory() {
  const counts = useQuery(advisoryCountsQuery);
  return (
    <Panel heading={t("distribution.byAdvisory")}>
      <QueryView query={counts}>
        {({ advisories, smallCell, asOf }) => {
          const few = t("distribution.few", { smallCell });
          return advisories.length === 0 ? (
            <EmptyState title={t("distribution.noAdvisory")} />
          ) : (
            <>
              <p className="bw-measure">{t("distribution.fewWords", { smallCell })}</p>
              {advisories.map((advisory) => (
                <OneAdvisory key={advisory.advisoryId} advisory={advisory} few={few} />
              ))}
              <p className="bw-note">
                {t("public.funnel.asOf")} <DateTime at={asOf} />
              </p>
            </>
          );
        }}
      </QueryView>
    </Panel>
  );
}

interface OneAdvisoryProps {
  readonly advisory: AdvisoryCounts;
  /** What stands in the place of a count that would point at somebody. */
  readonly few: string;
}

function OneAdvisory({ advisory, few }: OneAdvisoryProps) {
  const inWords = (count: number | null) => (count === null ? <span className="bw-few">{few}</span> : formatCount(count));
  const inPercent = (percent: number | null) => (percent === null ? "–" : `${percent} %`);
  const bySector = advisory.bySector.map(({ sector, ...counts }) => ({ name: t(SECTORS[sector]), ...counts }));
  const byRegion = advisory.byRegion.map(({ region, ...counts }) => ({ name: t(REGIONS[region]), ...counts }));
  const bySize = advisory.bySize.map(({ sizeBand, ...counts }) => ({ name: t(SIZES[sizeBand]), ...counts }));
  // Groups that nobody is affected in would push those away where somebody is.
  const groups = [
    { caption: t("operator.sector"), rows: bySector },
    { caption: t("operator.region"), rows: byRegion },
    { caption: t("operator.size"), rows: bySize },
  ].map(({ caption, rows }) => ({ caption, rows: rows.filter(({ matched }) => matched !== 0), leftOut: rows.filter(({ matched }) => matched === 0) }));
  return (
    <Disclosure summary={`${advisory.trackingId}: ${inPercent(advisory.appliedPercent)} ${t("distribution.inPlace")}`}>
      <p>
        <UntrustedText text={advisory.title} />
      </p>
      <div className="bw-figures">
        <KeyFigure label={t("clearinghouse.rollUp.matched")} value={inWords(advisory.matched)} />
        <KeyFigure label={t("clearinghouse.rollUp.notified")} value={inWords(advisory.notified)} />
        <KeyFigure label={t("clearinghouse.rollUp.applied")} value={inWords(advisory.applied)} />
        <KeyFigure label={t("operator.state.not_affected")} value={inWords(advisory.notAffected)} />
        <KeyFigure label={t("operator.state.deferred")} value={inWords(advisory.deferred)} />
        <KeyFigure label={t("operator.state.failed")} value={inWords(advisory.failed)} />
        <KeyFigure label={t("distribution.unreachable")} value={inWords(advisory.unreachable)} />
        <KeyFigure label={t("distribution.medianDays")} value={advisory.medianDays === null ? inWords(null) : tCount("distribution.days", advisory.medianDays)} />
      </div>
      {groups.map(({ caption, rows, leftOut }) => (
        <div key={caption}>
          <DataTable
            caption={caption}
            columns={[
              { key: "name", header: caption, cell: ({ name }) => name },
              { key: "matched", header: t("clearinghouse.rollUp.matched"), numeric: true, cell: ({ matched }) => inWords(matched) },
              { key: "applied", header: t("clearinghouse.rollUp.applied"), numeric: true, cell: ({ applied }) => inWords(applied) },
              { key: "percent", header: t("distribution.inPlace"), numeric: true, cell: ({ appliedPercent }) => inPercent(appliedPercent) },
            ]}
            rows={rows}
            rowKey={({ name }) => name}
            empty={null}
          />
          {leftOut.length > 0 && <p className="bw-note">{t("distribution.leftOut", { names: leftOut.map(({ name }) => name).join(", ") })}</p>}
        </div>
      ))}
    </Disclosure>
  );
}
