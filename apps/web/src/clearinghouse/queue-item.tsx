import { LinkButton } from "../parts/link-button.tsx";
import { useEffect, useRef } from "react";
import { AiLabel } from "../findings/ai-label.tsx";
import { EvidencePanel } from "../findings/evidence-panel.tsx";
import { outcomeWords, FINDING_WORDS, LEVEL_WORDS, worstLevel } from "../findings/finding-words.ts";
import { formatBytes } from "../format.ts";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ActsPanel } from "./acts-panel.tsx";
import { AssignForm } from "./assign-panel.tsx";
import { rolesOn } from "./assignees.ts";
import { NearList } from "./near-list.tsx";
import { KIND_WORDS } from "./queue-words.ts";
import { EVIDENCE_KEY, openActs } from "./queue.rules.ts";
import type { QueueItem } from "./triage.query.ts";

interface OpenItemProps {
  readonly item: QueueItem;
  readonly personId: string;
  readonly mayAssign: boolean;
  /** The reader came to it by a key or an act: it takes the focus. */
  readonly takesFocus: boolean;
  readonly onDone: () => void;
}

/** One item of the queue with all that a decision takes. */
export function OpenItem({ item, personId, mayAssign, takesFocus, onDone }: OpenItemProps) {
  const { finding, near, stack, minimised, waitsFor } = item;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  const assignedAs = rolesOn(finding.assignments, personId);
  const acts = openActs({ state: finding.state, isDrawn: waitsFor.includes("sample"), assignedAs });
  return (
    <article className="bw-open-item" aria-labelledby="bw-open-item">
      <header className="bw-open-item__top">
        <h2 id="bw-open-item" ref={heading} tabIndex={-1}>
          {toVisibleText(finding.title)}
        </h2>
        <ItemTags item={item} />
        <LinkButton to="/clearinghouse/findings/$id" params={{ id: finding.id }} outline className="bw-small-button">
          {t("clearinghouse.queue.whole")}
        </LinkButton>
      </header>
      <Summary item={item} />
      {!finding.mayReadEvidence && <p className="bw-measure">{t("clearinghouse.queue.closed")}</p>}
      {mayAssign && waitsFor.includes("needs-assignment") && (
        <Panel heading={t("clearinghouse.assign.heading")}>
          <AssignForm finding={finding} />
        </Panel>
      )}
      <ActsPanel finding={finding} near={near} acts={acts} onDone={onDone} />
      {minimised && (
        <Panel heading={t("clearinghouse.minimised.heading")}>
          <p className="bw-plain">
            {t("clearinghouse.minimised.size", { size: formatBytes(minimised.sizeBytes), runs: minimised.runs })}{" "}
            {minimised.ended === "minimal" ? t("clearinghouse.minimised.minimal") : t("clearinghouse.minimised.ended", { why: toVisibleText(minimised.ended) })}
          </p>
          <UntrustedText text={minimised.hexDump} block />
        </Panel>
      )}
      {stack && stack.length > 0 && (
        <Panel heading={t("findings.evidence.stack")}>
          <UntrustedText text={stack.join("\n")} block />
        </Panel>
      )}
      <EvidencePanel finding={finding} logged shortcut={EVIDENCE_KEY} />
      {near.length > 0 && (
        <Panel heading={t("clearinghouse.near.heading")}>
          <NearList findingId={finding.id} stack={stack} near={near} mayTry={assignedAs.length > 0} />
        </Panel>
      )}
    </article>
  );
}

export function ItemTags({ item: { finding, waitsFor } }: { readonly item: QueueItem }) {
  const level = worstLevel(finding.severities);
  return (
    <span className="bw-tags">
      {finding.state !== "needs_validation" && <StatusTag state={finding.state} words={FINDING_WORDS} />}
      {waitsFor.filter((kind) => kind !== "validate").map((kind) => <StatusTag key={kind} state={kind} words={KIND_WORDS} />)}
      {level && <StatusTag state={level} words={LEVEL_WORDS} />}
      {finding.provenance.aiGenerated && <AiLabel />}
    </span>
  );
}

function Summary({ item: { finding } }: { readonly item: QueueItem }) {
  const { target, provenance, reproduction, rejection } = finding;
  const words = reproduction && outcomeWords(reproduction.outcome);
  return (
    <Panel heading={t("findings.origin.heading")}>
      {reproduction && (
        <p className="bw-measure">
          {words ? t(words) : <UntrustedText text={reproduction.outcome} />}{" "}
          {reproduction.k !== null && reproduction.n !== null && `${t("findings.reproduction.shown")} ${t("findings.reproduction.runs", { k: reproduction.k, n: reproduction.n })}.`}
        </p>
      )}
      {rejection && (
        <p className="bw-prose">
          <UntrustedText text={rejection} />
        </p>
      )}
      <DefinitionList
        items={[
          { term: t("findings.target"), detail: <UntrustedText text={`${target.name} ${target.version}`} /> },
          { term: t("findings.location"), detail: <UntrustedText text={target.location} /> },
          { term: t("findings.weakness"), detail: <UntrustedText text={finding.weakness} /> },
          { term: t("findings.finder"), detail: <UntrustedText text={provenance.model ? `${provenance.finder}, ${provenance.model}` : provenance.finder} /> },
          { term: t("findings.submitted"), detail: <DateTime at={finding.submittedAt} /> },
        ]}
      />
    </Panel>
  );
}
