import { useQuery } from "@tanstack/react-query";
import { formatCount, formatShare } from "../format.ts";
import { t } from "../messages.ts";
import { KeyFigure } from "../parts/key-figure.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { CLEARINGHOUSE } from "./clearinghouse-roles.ts";
import { rejectionSampleQuery } from "./triage.query.ts";
import type { RejectionSample } from "./triage.query.ts";

const BAR_HEIGHT = 22;

export function RejectionsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CLEARINGHOUSE}>{() => <Rejections />}</ForRoles>
    </div>
  );
}

/** How often people overturn what the machine rejects by itself, as far as the sample tells. */
function Rejections() {
  const sample = useQuery(rejectionSampleQuery);
  return (
    <>
      <PageHeading eyebrow={t("clearinghouse.menu.queue")} title={t("clearinghouse.rejections.title")} lead={t("clearinghouse.rejections.lead")} />
      <QueryView query={sample}>
        {(found) => (
          <>
            <Panel heading={t("clearinghouse.rejections.rate")}>
              <p className="bw-priority">{found.sentence}</p>
              {found.overturnRate && <IntervalBar rate={found.overturnRate} />}
            </Panel>
            <Counts sample={found} />
          </>
        )}
      </QueryView>
    </>
  );
}

function Counts({ sample: { rejected, drawn, decided, overturned, policy } }: { readonly sample: RejectionSample }) {
  const waiting = drawn - decided;
  return (
    <Panel
      heading={t("clearinghouse.rejections.sample")}
      actions={
        waiting > 0 && (
          <LinkButton to="/clearinghouse" search={{ kind: "sample" }} outline>
            {t("clearinghouse.rejections.look")}
          </LinkButton>
        )
      }
    >
      <div className="bw-figures">
        <KeyFigure label={t("clearinghouse.rejections.rejected")} value={formatCount(rejected)} />
        <KeyFigure label={t("clearinghouse.rejections.drawn")} value={formatCount(drawn)} />
        <KeyFigure label={t("clearinghouse.rejections.waiting")} value={formatCount(waiting)} />
        <KeyFigure label={t("clearinghouse.rejections.decided")} value={formatCount(decided)} />
        <KeyFigure label={t("clearinghouse.rejections.overturned")} value={formatCount(overturned)} />
      </div>
      <p className="bw-note">{t("clearinghouse.rejections.policy", { rate: formatShare(policy.rate, 1), least: policy.leastPerWeek, version: policy.version })}</p>
    </Panel>
  );
}

/** The interval on a line from 0 to 1; the same figures stand in the sentence above it. */
function IntervalBar({ rate: { estimate, low, high } }: { readonly rate: NonNullable<RejectionSample["overturnRate"]> }) {
  return (
    <div className="bw-interval bw-measure">
      <svg width="100%" height={BAR_HEIGHT} aria-hidden="true">
        <line className="bw-interval__line" x1="0" x2="100%" y1={BAR_HEIGHT / 2} y2={BAR_HEIGHT / 2} />
        <rect className="bw-interval__range" x={percent(low)} width={percent(high - low)} y={BAR_HEIGHT / 2 - 4} height="8" rx="4" />
        <circle className="bw-interval__share" cx={percent(estimate)} cy={BAR_HEIGHT / 2} r="5" />
      </svg>
      <div className="bw-interval__ends" aria-hidden="true">
        <span>0 %</span>
        <span>100 %</span>
      </div>
    </div>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
