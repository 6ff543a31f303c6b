import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { formatDay } from "../format.ts";
import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { ASSUMED, CAUSES, CISO, ENVIRONMENTS, EXPOSURES, TIERS } from "./agency-words.ts";
import { instanceQuery } from "./agency.query.ts";
import type { InstanceDetail } from "./agency.query.ts";
import { InstanceActs } from "./instance-acts.tsx";
import { InstanceState } from "./instance-state.tsx";
import { PhaseNotice } from "./phase-notice.tsx";

/** One vulnerability on one asset: why it is due when it is, and what to do with it. */
export function InstancePage() {
  const { id } = useParams({ from: "/agency/instances/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={CISO}>{() => <Shown id={id} />}</ForRoles>
    </div>
  );
}

function Shown({ id }: { readonly id: string }) {
  const detail = useQuery(instanceQuery(id));
  return (
    <QueryView query={detail}>
      {(found) => (
        <>
          <PageHeading eyebrow={found.instance.cveId} title={found.instance.assetName} status={<InstanceState instance={found.instance} />} />
          <InstanceActs instance={found.instance} />
          <DatingPanel detail={found} />
          <HistoryPanel detail={found} />
        </>
      )}
    </QueryView>
  );
}

/** The four answers, the row they lead to, and the clock. */
function DatingPanel({ detail: { instance, dating, phase } }: { readonly detail: InstanceDetail }) {
  const yesNo = (yes: boolean) => t(yes ? "agency.yes" : "agency.no");
  return (
    <Panel heading={t("agency.why")}>
      <p className="bw-measure">
        <UntrustedText text={dating.reason} />
      </p>
      <DefinitionList
        items={[
          { term: t("agency.due"), detail: dating.dueOn === null ? t("agency.onUpgrade") : inDays(dating.dueOn) },
          { term: t("agency.clockStart"), detail: t(dating.startedBy === "kev" ? "agency.clock.kev" : "agency.clock.detection", { day: inDays(dating.clockStart) }) },
          { term: t("agency.tier"), detail: t("agency.tierRow", { tier: t(TIERS[dating.tier]), row: dating.row }) },
          { term: t("agency.inKev.question"), detail: yesNo(dating.inKev) },
          { term: t("agency.exposed"), detail: yesNo(dating.exposed) },
          { term: t("agency.automatable"), detail: yesNo(dating.automatable) },
          { term: t("agency.impact"), detail: t(dating.technicalImpact === "total" ? "agency.impact.total" : "agency.impact.partial") },
          { term: t("agency.assumed"), detail: dating.assumed.map((one) => t(ASSUMED[one])).join(" ") },
          { term: t("agency.detectedOn"), detail: inDays(instance.detectedOn) },
          { term: t("agency.lastSeenOn"), detail: inDays(instance.lastSeenOn) },
          { term: t("agency.where"), detail: t("agency.instances.where", { environment: t(ENVIRONMENTS[instance.environment]), exposed: t(EXPOSURES[instance.exposed]) }) },
          {
            term: t("agency.forensic"),
            detail: dating.forensic && (
              <Link className="usa-link" to="/agency/forensics">
                {t("agency.forensic.asked")}
              </Link>
            ),
          },
        ]}
      />
      <PhaseNotice phase={phase} />
    </Panel>
  );
}

function HistoryPanel({ detail: { history } }: { readonly detail: InstanceDetail }) {
  if (history.length === 0) return null;
  const inWords = (day: string | null) => (day === null ? t("agency.onUpgrade") : inDays(day));
  return (
    <Panel heading={t("agency.history")}>
      <Timeline
        label={t("agency.history")}
        events={history.map(({ at, cause, fromDueOn, toDueOn }) => ({ key: `${at} ${cause}`, at, title: t(CAUSES[cause]), detail: t("directives.movedFromTo", { from: inWords(fromDueOn), to: inWords(toDueOn) }) }))}
      />
    </Panel>
  );
}

function inDays(day: string): string {
  return formatDay(day) ?? day;
}
