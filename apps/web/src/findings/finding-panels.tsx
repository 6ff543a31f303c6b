import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { FINDING_MEANS, outcomeWords } from "./finding-words.ts";
import { FindersList } from "./finders-list.tsx";
import type { Finding } from "./findings.query.ts";

interface FindingProps {
  readonly finding: Finding;
  /** Where this reader's findings are shown. */
  readonly findingPage: "/findings/$id" | "/clearinghouse/findings/$id";
}

/** Where the finding stands and why: state in words, rejection, the finding it is the same as. */
export function StandingPanel({ finding, findingPage }: FindingProps) {
  return (
    <Panel heading={t("findings.standing.heading")}>
      <p className="bw-measure">{t(FINDING_MEANS[finding.state])}</p>
      {finding.rejection && (
        <p className="bw-measure">
          <UntrustedText text={finding.rejection} />
        </p>
      )}
      <DefinitionList
        items={[
          { term: t("findings.submitted"), detail: <DateTime at={finding.submittedAt} /> },
          { term: t("findings.id"), detail: finding.id },
          {
            term: t("findings.duplicateOf"),
            detail: finding.duplicateOf && (
              <Link to={findingPage} params={{ id: finding.duplicateOf }} className="usa-link">
                {finding.duplicateOf}
              </Link>
            ),
          },
          {
            term: t("findings.subsumedBy"),
            detail: finding.subsumedBy && (
              <Link to={findingPage} params={{ id: finding.subsumedBy }} className="usa-link">
                {finding.subsumedBy}
              </Link>
            ),
          },
          {
            term: t("findings.appealOf"),
            detail: finding.appealOf && (
              <Link to={findingPage} params={{ id: finding.appealOf }} className="usa-link">
                {finding.appealOf}
              </Link>
            ),
          },
          { term: t("findings.validatedBy"), detail: finding.validation && <Validation validation={finding.validation} /> },
        ]}
      />
    </Panel>
  );
}

function Validation({ validation }: { readonly validation: NonNullable<Finding["validation"]> }) {
  return (
    <>
      <p className="bw-plain">
        <UntrustedText text={validation.byName} />
      </p>
      <DateTime at={validation.at} />
      <p className="bw-prose">
        <UntrustedText text={validation.reason} />
      </p>
    </>
  );
}

/** What it is, where, and who or what found it. */
export function OriginPanel({ finding }: { readonly finding: Finding }) {
  const { target, provenance } = finding;
  return (
    <Panel heading={t("findings.origin.heading")}>
      <DefinitionList
        items={[
          { term: t("findings.target"), detail: <UntrustedText text={`${target.name} ${target.version}`} /> },
          { term: t("findings.repository"), detail: target.repository && <UntrustedText text={target.repository} /> },
          { term: t("findings.location"), detail: <UntrustedText text={target.location} /> },
          { term: t("findings.weakness"), detail: <UntrustedText text={finding.weakness} /> },
          { term: t("findings.organisation"), detail: <UntrustedText text={finding.organisationName} /> },
          { term: t("findings.finder"), detail: <UntrustedText text={provenance.finder} /> },
          { term: t("findings.origin.ai"), detail: t(provenance.aiGenerated ? "findings.origin.byModel" : "findings.origin.byPerson") },
          { term: t("findings.model"), detail: provenance.model && <UntrustedText text={provenance.model} /> },
          { term: t("findings.harness"), detail: provenance.harness && <UntrustedText text={provenance.harness} /> },
          { term: t("findings.humanReview"), detail: <UntrustedText text={provenance.humanReview} /> },
          { term: t("findings.credited"), detail: finding.credited.length > 0 ? <FindersList finders={finding.credited} /> : null },
        ]}
      />
    </Panel>
  );
}

/** What happened when it was run again in fresh sandboxes. */
export function ReproductionPanel({ finding }: { readonly finding: Finding }) {
  const { reproduction } = finding;
  return (
    <Panel heading={t("findings.reproduction.heading")}>
      {reproduction ? <ReproductionFacts reproduction={reproduction} /> : <p>{t("findings.reproduction.waiting")}</p>}
    </Panel>
  );
}

function ReproductionFacts({ reproduction }: { readonly reproduction: NonNullable<Finding["reproduction"]> }) {
  const { outcome, k, n, detail, signatureKey, isolationHeld, at } = reproduction;
  const words = outcomeWords(outcome);
  return (
    <>
      <p className="bw-measure">{words ? t(words) : <UntrustedText text={outcome} />}</p>
      {detail && (
        <p className="bw-prose">
          <UntrustedText text={detail} />
        </p>
      )}
      <DefinitionList
        items={[
          { term: t("findings.reproduction.shown"), detail: k !== null && n !== null ? t("findings.reproduction.runs", { k, n }) : null },
          { term: t("findings.reproduction.isolation"), detail: t(isolationHeld ? "findings.reproduction.held" : "findings.reproduction.notHeld") },
          { term: t("findings.reproduction.signature"), detail: signatureKey && <UntrustedText text={signatureKey} /> },
          { term: t("findings.reproduction.at"), detail: <DateTime at={at} /> },
        ]}
      />
    </>
  );
}
