import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import { t, tCount } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { DEPLOYMENT_WORDS } from "./operator-words.ts";
import { toSearch } from "./operator.query.ts";
import type { Owner, PlanStep } from "./operator.query.ts";
import { CheckPatch, SignedPatch } from "./signed-patch.tsx";
import { StepActions } from "./step-actions.tsx";
import { StepAssets } from "./step-assets.tsx";
import { StepHistory } from "./step-history.tsx";

interface StepCardProps {
  readonly step: PlanStep;
  /** Its place in the plan, the first is to be done first; none for one that is folded away. */
  readonly number?: number;
  readonly owner: Owner;
}

/** One step: what to do, by when, why, how, whom to call, and what was done. What only some need is folded. */
export function StepCard({ step, number, owner }: StepCardProps) {
  const headingId = useId();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const meant = step.assets.filter(({ id }) => !left.has(id)).map(({ id }) => id);
  return (
    <li className={number === 1 ? "bw-step bw-step--first" : "bw-step"} aria-labelledby={headingId}>
      {number === 1 && <p className="bw-step__first">{t("operator.plan.first")}</p>}
      <div className="bw-step__top">
        <h2 id={headingId}>
          {number !== undefined && <span className="bw-step__number">{number}</span>} {toVisibleText(step.title)}
        </h2>
        <StatusTag state={step.state} words={DEPLOYMENT_WORDS} />
      </div>
      {step.recalled && (
        <p className="bw-step__recalled" role="alert">
          {t("operator.plan.recalled")}
        </p>
      )}
      {number !== undefined && <Instructions step={step} owner={owner} />}
      <StepActions step={step} assets={meant.length === step.assets.length ? undefined : meant} />
      <StepAssets
        assets={step.assets}
        left={left}
        choose={(id, chosen) => setLeft((before) => new Set(chosen ? [...before].filter((other) => other !== id) : [...before, id]))}
        choosable={step.may.length > 0}
      />
      {number !== undefined && step.patch && <CheckPatch patch={step.patch} />}
      <StepHistory stepId={step.id} />
      <Sources step={step} shown={number !== undefined} />
    </li>
  );
}

/** By when, why, how and whom to call: nothing of it is left to say of a step that is done. */
function Instructions({ step, owner }: Omit<StepCardProps, "number">) {
  return (
    <>
      <p className="bw-step__due">
        {step.due} {step.dueBy && <DateTime at={step.dueBy} />}
      </p>
      {step.exploited && <p className="bw-step__exploited">{t("operator.plan.exploited")}</p>}
      <p className="bw-measure">
        <UntrustedText text={step.why} /> {step.closes > 1 && tCount("operator.plan.closes", step.closes)}
      </p>
      <h3>{t("operator.plan.how")}</h3>
      <ol className="bw-step__how">
        {step.how.map((line) => (
          <li key={line}>
            <UntrustedText text={line} />
          </li>
        ))}
      </ol>
      {step.care.length > 0 && (
        <>
          <h3>{t("operator.plan.care")}</h3>
          <ul className="bw-step__how">
            {step.care.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
      <Safeguards step={step} />
      <Contacts step={step} owner={owner} />
    </>
  );
}

/** What others say to do where there is no fix, in their words: long, and in English that is theirs. */
function Safeguards({ step }: { readonly step: PlanStep }) {
  if (step.safeguards.length === 0) return null;
  return (
    <Disclosure summary={t(step.kind === "safeguard" ? "operator.plan.safeguards" : "operator.plan.safeguardsUntil")}>
      <ul className="bw-step__how">
        {step.safeguards.map(({ text, shortened, trackingId, url }) => (
          <li key={`${trackingId} ${text}`}>
            <UntrustedText text={text} /> {shortened && t("operator.plan.shortened")} {url ? <Outside url={url} words={trackingId} /> : toVisibleText(trackingId)}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

const NEAREST_FIRST = 3;

function Contacts({ step, owner }: Omit<StepCardProps, "number">) {
  return (
    <>
      <h3>{t("operator.plan.call")}</h3>
      {step.contacts.length === 0 && (
        <p className="bw-measure">
          <UntrustedText text={step.whomToCall} />
        </p>
      )}
      <ul className="bw-step__how">
        {step.contacts.slice(0, NEAREST_FIRST).map(({ kind, name, detail }) => (
          <li key={`${kind} ${name}`}>
            {kind === "help-desk" ? (
              <Link to="/operator/help" search={toSearch(owner)} className="usa-link">
                {t("operator.help.title")}
              </Link>
            ) : (
              <>
                <strong>
                  <UntrustedText text={name} />
                </strong>{" "}
                {detail && <UntrustedText text={detail} />}
              </>
            )}
          </li>
        ))}
      </ul>
      <p>
        <Link to="/operator/grants" search={toSearch(owner)} className="usa-link">
          {t("assistance.planGrants.link")}
        </Link>
      </p>
    </>
  );
}

function Sources({ step, shown }: { readonly step: PlanStep; readonly shown: boolean }) {
  return (
    <Disclosure summary={t("operator.plan.advisories")}>
      <DefinitionList
        items={[
          {
            term: t("operator.plan.sources"),
            detail: step.advisories.map(({ id, trackingId, title, publisher, url }) => (
              <p key={id} className="bw-plain">
                {publisher === null ? (
                  <Link to="/advisories/$id" params={{ id }} className="usa-link">
                    {trackingId}
                  </Link>
                ) : (
                  <>
                    {url ? <Outside url={url} words={trackingId} /> : <UntrustedText text={trackingId} />} (<UntrustedText text={publisher} />)
                  </>
                )}{" "}
                <UntrustedText text={title} />
              </p>
            )),
          },
          { term: t("operator.plan.patch"), detail: !shown && step.patch && <SignedPatch patch={step.patch} /> },
        ]}
      />
      {shown && <p className="bw-note">{step.guidanceNote}</p>}
    </Disclosure>
  );
}

/** An address that a publisher wrote: only where it leads to a site over TLS. */
function Outside({ url, words }: { readonly url: string; readonly words: string }) {
  if (!url.startsWith("https://")) return <UntrustedText text={words} />;
  return (
    <a className="usa-link" href={url} target="_blank" rel="noreferrer">
      {toVisibleText(words)}
    </a>
  );
}
