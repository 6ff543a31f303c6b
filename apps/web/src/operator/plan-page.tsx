import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForOwner } from "./for-owner.tsx";
import type { Shown } from "./for-owner.tsx";
import { noticesQuery, planQuery, questionsQuery, toQuery, toSearch } from "./operator.query.ts";
import type { Plan } from "./operator.query.ts";
import { StepCard } from "./step-card.tsx";
import { Turns } from "./turns-panel.tsx";

export function PlanPage() {
  return <ForOwner>{(shown) => <ThePlan {...shown} />}</ForOwner>;
}

function ThePlan({ owner, actingFor }: Shown) {
  const plan = useQuery(planQuery(owner));
  return (
    <QueryView query={plan}>
      {(found) => (
        <>
          <PageHeading
            title={actingFor === undefined ? t("operator.plan.title") : t("operator.delegates.planOf", { organisation: actingFor })}
            lead={t(actingFor === undefined ? "operator.plan.lead" : "operator.delegates.planLead")}
          />
          {plan.isError && <p className="bw-step__exploited">{t("operator.plan.offline")}</p>}
          <AskedNow owner={owner} />
          <EarlyNotices owner={owner} />
          {found.steps.length === 0 ? <Nothing plan={found} owner={owner} /> : <Steps plan={found} owner={owner} />}
          {found.turns.length > 0 && <Turns turns={found.turns} />}
          {found.steps.length > 0 && <TakeAlong owner={owner} />}
          <Folded steps={found.putOff} words="operator.plan.putOff" owner={owner} />
          <Folded steps={found.done} words="operator.plan.done" owner={owner} />
          <p className="bw-note">
            {t("public.funnel.asOf")} <DateTime at={found.asOf} />
          </p>
        </>
      )}
    </QueryView>
  );
}

/** What is only looked up: whoever does early what was put off, or goes back from what is done, says so here. */
function Folded({ steps, words, owner }: { readonly steps: Plan["done"]; readonly words: "operator.plan.putOff" | "operator.plan.done" } & Pick<Shown, "owner">) {
  if (steps.length === 0) return null;
  return (
    <Disclosure summary={tCount(words, steps.length)}>
      <ul className="bw-plan">
        {steps.map((step) => (
          <StepCard key={step.id} step={step} owner={owner} />
        ))}
      </ul>
    </Disclosure>
  );
}

/** Pages of the server itself: they print without scripts, and read well on paper or by telephone. */
function TakeAlong({ owner }: Pick<Shown, "owner">) {
  const asked = new URLSearchParams(toQuery(owner)).toString();
  const query = asked && `?${asked}`;
  return (
    <Panel heading={t("operator.plan.takeAlong")}>
      <div className="bw-actions">
        <a className="usa-button usa-button--outline" href={`/api/operator/plan/print${query}`} target="_blank" rel="noreferrer">
          {t("operator.plan.print")}
        </a>
        <a className="usa-button usa-button--outline" href={`/api/operator/plan/calendar.ics${query}`} download="plan.ics">
          {t("operator.plan.calendar")}
        </a>
        <ActButton label={t("operator.plan.mail")} said={t("operator.plan.mailed")} outline act={() => api.call("POST /operator/plan/mail", { query: toQuery(owner) })} />
        <a className="usa-button usa-button--outline" href={`/api/operator/plan/print.txt${query}`} target="_blank" rel="noreferrer">
          {t("operator.plan.text")}
        </a>
      </div>
    </Panel>
  );
}

/** One look at a label may shorten the plan, or lengthen it. */
function AskedNow({ owner }: Pick<Shown, "owner">) {
  const { data } = useQuery(questionsQuery(owner));
  if (!data || data.open.length === 0) return null;
  const rows = data.open.reduce((sum, { assetCount }) => sum + assetCount, 0);
  return (
    <div className="bw-exercise">
      <p className="bw-plain">{tCount("operator.questions.lead", data.open.length, { rows })}</p>
      <LinkButton to="/operator/questions" search={toSearch(owner)}>
        {t("operator.questions.see")}
      </LinkButton>
    </div>
  );
}

/** Told before an embargo ends: no step yet, as its reason may not be said. */
function EarlyNotices({ owner }: Pick<Shown, "owner">) {
  const { data } = useQuery(noticesQuery(owner));
  if (!data || data.length === 0) return null;
  return (
    <div className="bw-exercise">
      <p className="bw-plain">{tCount("operator.notices.link", data.length)}</p>
      <LinkButton to="/operator/notices" search={toSearch(owner)}>
        {t("operator.notices.see")}
      </LinkButton>
    </div>
  );
}

function Steps({ plan, owner }: { readonly plan: Plan } & Pick<Shown, "owner">) {
  return (
    <>
      <ol className="bw-plan">
        {plan.steps.map((step, index) => (
          <StepCard key={step.id} step={step} number={index + 1} owner={owner} />
        ))}
      </ol>
      {plan.waiting > 0 && <p>{tCount("operator.plan.waiting", plan.waiting)}</p>}
    </>
  );
}

function Nothing({ plan, owner }: { readonly plan: Plan } & Pick<Shown, "owner">) {
  return (
    <EmptyState title={t("operator.plan.nothing")}>
      <p>{plan.note}</p>
      {plan.inventories === 0 && <LinkButton to="/operator/inventories" search={toSearch(owner)}>{t("operator.inventories.add")}</LinkButton>}
    </EmptyState>
  );
}
