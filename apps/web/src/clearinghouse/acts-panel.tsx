import { Button } from "@trussworks/react-uswds";
import { useEffect, useRef, useState } from "react";
import { LEVEL_WORDS } from "../findings/finding-words.ts";
import type { Finding, SeverityLevel } from "../findings/findings.query.ts";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, SelectField, TextField } from "../parts/fields.tsx";
import { Panel } from "../parts/panel.tsx";
import { actOnFinding } from "./act-on-finding.ts";
import { ACT_KEYS } from "./queue.rules.ts";
import type { TriageAct } from "./queue.rules.ts";
import type { NearFinding } from "./triage.query.ts";

export const ACT_WORDS: Readonly<Record<TriageAct, { readonly label: MessageKey; readonly means: MessageKey; readonly said: MessageKey }>> = {
  validate: { label: "clearinghouse.act.validate", means: "clearinghouse.act.means.validate", said: "clearinghouse.act.said.validate" },
  reject: { label: "clearinghouse.act.reject", means: "clearinghouse.act.means.reject", said: "clearinghouse.act.said.reject" },
  overturn: { label: "clearinghouse.act.overturn", means: "clearinghouse.act.means.overturn", said: "clearinghouse.act.said.overturn" },
  confirm: { label: "clearinghouse.act.confirm", means: "clearinghouse.act.means.confirm", said: "clearinghouse.act.said.confirm" },
  duplicate: { label: "clearinghouse.act.duplicate", means: "clearinghouse.act.means.duplicate", said: "clearinghouse.act.said.duplicate" },
  subsumed: { label: "clearinghouse.act.subsumed", means: "clearinghouse.act.means.subsumed", said: "clearinghouse.act.said.subsumed" },
  chain: { label: "clearinghouse.act.chain", means: "clearinghouse.act.means.chain", said: "clearinghouse.act.said.chain" },
  apart: { label: "clearinghouse.act.apart", means: "clearinghouse.act.means.apart", said: "clearinghouse.act.said.apart" },
  ask: { label: "clearinghouse.act.ask", means: "clearinghouse.act.means.ask", said: "clearinghouse.act.said.ask" },
};

interface ActsPanelProps {
  readonly finding: Finding;
  readonly near: readonly NearFinding[];
  readonly acts: readonly TriageAct[];
  /** Once an act was done. */
  readonly onDone?: () => void;
}

/** What a person may do with a finding: a button each, and its reason asked in place. Each button says its key. */
export function ActsPanel({ finding, near, acts, onDone }: ActsPanelProps) {
  const [chosen, setChosen] = useState<TriageAct>();
  const act = acts.find((one) => one === chosen);
  if (acts.length === 0) return null;
  return (
    <Panel heading={t("clearinghouse.queue.acts")}>
      <div className="bw-actions">
        {acts.map((one) => (
          <Button key={one} type="button" outline={one !== act} className="bw-small-button" aria-expanded={one === act} aria-keyshortcuts={ACT_KEYS[one]} onClick={() => setChosen(one === act ? undefined : one)}>
            {t(ACT_WORDS[one].label)} <kbd aria-hidden="true">{ACT_KEYS[one]}</kbd>
          </Button>
        ))}
      </div>
      {act && <ActFields key={act} finding={finding} near={near} act={act} leave={() => setChosen(undefined)} onDone={onDone} />}
    </Panel>
  );
}

interface ActFieldsProps {
  readonly finding: Finding;
  readonly near: readonly NearFinding[];
  readonly act: TriageAct;
  readonly leave: () => void;
  readonly onDone: (() => void) | undefined;
}

function ActFields({ finding, near, act, leave, onDone }: ActFieldsProps) {
  const box = useRef<HTMLDivElement>(null);
  const words = ACT_WORDS[act];
  // Whoever chose the act by its key goes on typing.
  useEffect(() => box.current?.querySelector<HTMLElement>("select, textarea, input")?.focus(), []);
  return (
    <div ref={box} className="bw-act-fields">
      <p className="bw-measure">{t(words.means)}</p>
      <ActForm
        label={t(words.label)}
        submit={t(words.label)}
        said={t(words.said)}
        fields={["reason", "question", "otherId", "level", "assistedByModel"]}
        act={async (form) => {
          await actOnFinding(finding.id, act, form);
          leave();
          onDone?.();
        }}
      >
        {(error) => (
          <>
            {isLink(act) && <OtherFields near={near} error={error} />}
            {act === "chain" && <LevelField error={error} />}
            {act === "ask" ? (
              <AreaField label={t("clearinghouse.act.question")} name="question" hint={t("clearinghouse.act.questionHint")} maxLength={2000} error={error} />
            ) : (
              <AreaField label={t(act === "chain" ? "clearinghouse.act.story" : "clearinghouse.reason")} name="reason" maxLength={2000} error={error} />
            )}
            {(act === "validate" || act === "reject") && <TextField label={t("clearinghouse.validate.model")} name="assistedByModel" hint={t("clearinghouse.validate.modelHint")} maxLength={200} optional error={error} />}
          </>
        )}
      </ActForm>
      <Button type="button" unstyled onClick={leave}>
        {t("clearinghouse.queue.keep")}
      </Button>
    </div>
  );
}

function isLink(act: TriageAct): boolean {
  return act === "duplicate" || act === "subsumed" || act === "chain" || act === "apart";
}

function OtherFields({ near, error }: { readonly near: readonly NearFinding[]; readonly error: unknown }) {
  const open = near.filter(({ settled }) => settled === null);
  return (
    <>
      {open.length > 0 && (
        <SelectField
          label={t("clearinghouse.act.other")}
          name="near"
          choices={open.map(({ findingId, title }) => ({ value: findingId, label: `${title} (${findingId})` }))}
        />
      )}
      <TextField label={t(open.length > 0 ? "clearinghouse.act.otherByNumber" : "clearinghouse.act.otherId")} name="otherId" hint={t(open.length > 0 ? "clearinghouse.act.otherInsteadHint" : "clearinghouse.act.otherIdHint")} maxLength={40} optional={open.length > 0} error={error} />
    </>
  );
}

const LEVELS: readonly SeverityLevel[] = ["critical", "high", "medium", "low", "none"];

function LevelField({ error }: { readonly error: unknown }) {
  return (
    <SelectField
      label={t("clearinghouse.act.level")}
      name="level"
      hint={t("clearinghouse.act.levelHint")}
      optional
      choices={[{ value: "", label: t("clearinghouse.act.levelKnown") }, ...LEVELS.map((level) => ({ value: level, label: t(LEVEL_WORDS[level].label) }))]}
      error={error}
    />
  );
}
