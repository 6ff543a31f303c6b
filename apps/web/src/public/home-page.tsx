import { ExerciseBanner } from "../exercise/exercise-banner.tsx";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { TAKING_PART } from "../operator/operator-roles.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { FunnelPanel } from "./funnel-panel.tsx";
import { HarbourView } from "./harbour-view.tsx";

export function HomePage() {
  const session = useSession();
  return (
    <>
      <div className="bw-hero">
        <div className="bw-hero__inner">
          <PageHeading
            title={t("public.home.title")}
            lead={t("public.home.lead")}
            actions={session.state === "signed-out" && <LinkButton to="/sign-in">{t("shell.signIn")}</LinkButton>}
          />
          <HarbourView />
        </div>
      </div>
      <div className="bw-page">
        <ExerciseBanner />
        <FunnelPanel />
        <OperatorsPanel mayJoin={session.state === "signed-out" || (session.state === "signed-in" && hasRole({ roles: TAKING_PART }, session.person.roles))} />
        <div className="bw-columns">
          <Journey heading="public.home.model.heading" steps={MODEL_STEPS} />
          <Journey heading="public.home.finding.heading" steps={FINDING_STEPS} />
        </div>
        <div className="bw-columns">
          <Panel heading={t("public.home.means.heading")}>
            <Points keys={MEANS} />
          </Panel>
          <Panel heading={t("public.home.meansNot.heading")}>
            <Points keys={MEANS_NOT} />
            <p>
              <a href="/public/participation">{t("public.home.meansNot.more")}</a>
            </p>
          </Panel>
        </div>
        <VoluntaryNotice />
        <Panel heading={t("public.home.decides.heading")}>
          <p className="bw-measure">{t("public.home.decides.lead")}</p>
          <DefinitionList items={DECISIONS.map(({ who, what }) => ({ term: t(who), detail: t(what) }))} />
        </Panel>
      </div>
    </>
  );
}

/** The way in for those who only want to know what to update, with a computer or without. */
function OperatorsPanel({ mayJoin }: { readonly mayJoin: boolean }) {
  return (
    <Panel heading={t("public.home.operators.heading")}>
      <p className="bw-measure">{t("public.home.operators.lead")}</p>
      <div className="bw-actions bw-after-heading">
        {mayJoin && (
          <LinkButton to="/operator/join" search={{}}>
            {t("operator.join.title")}
          </LinkButton>
        )}
        <LinkButton to="/operator/paper" outline>
          {t("operator.paper.title")}
        </LinkButton>
        <LinkButton to="/assistance" outline>
          {t("assistance.title")}
        </LinkButton>
      </div>
    </Panel>
  );
}

const MODEL_STEPS: readonly MessageKey[] = [
  "public.home.model.ask",
  "public.home.model.benchmark",
  "public.home.model.determine",
  "public.home.model.access",
  "public.home.model.partners",
  "public.home.model.release",
];

const FINDING_STEPS: readonly MessageKey[] = [
  "public.home.finding.claim",
  "public.home.finding.reproduce",
  "public.home.finding.validate",
  "public.home.finding.maintainer",
  "public.home.finding.publish",
  "public.home.finding.apply",
];

const MEANS: readonly MessageKey[] = [
  "public.home.means.choose",
  "public.home.means.window",
  "public.home.means.reads",
  "public.home.means.receipt",
  "public.home.means.leave",
];

const MEANS_NOT: readonly MessageKey[] = [
  "public.home.meansNot.release",
  "public.home.meansNot.mark",
  "public.home.meansNot.duty",
  "public.home.meansNot.ranking",
  "public.home.meansNot.install",
];

const DECISIONS: readonly { readonly who: MessageKey; readonly what: MessageKey }[] = [
  { who: "public.home.decides.developer", what: "public.home.decides.developer.what" },
  { who: "public.home.decides.director", what: "public.home.decides.director.what" },
  { who: "public.home.decides.both", what: "public.home.decides.both.what" },
  { who: "public.home.decides.clearinghouse", what: "public.home.decides.clearinghouse.what" },
];

function Journey({ heading, steps }: { readonly heading: MessageKey; readonly steps: readonly MessageKey[] }) {
  return (
    <Panel heading={t(heading)}>
      <ol className="bw-journey">
        {steps.map((step) => (
          <li key={step}>{t(step)}</li>
        ))}
      </ol>
    </Panel>
  );
}

function Points({ keys }: { readonly keys: readonly MessageKey[] }) {
  return (
    <ul className="bw-points">
      {keys.map((key) => (
        <li key={key}>{t(key)}</li>
      ))}
    </ul>
  );
}
