import { api } from "../api.ts";
import { CLEANUP_STATES, CLEANUP_WAYS, WEIGHTS_WAYS } from "../engagement/engagement.words.ts";
import type { Cleanup } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { OneOf, StatementField } from "../parts/fields.tsx";
import { readChoice } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { toChoices } from "../parts/to-choices.ts";

type Way = NonNullable<Cleanup["way"]>;
type Weights = NonNullable<Cleanup["weights"]>;

/** After the window: what became of what was kept, said by the person who kept it. */
export function CleanupPanel({ id, cleanup, holdsWeights }: { readonly id: string; readonly cleanup: Cleanup; readonly holdsWeights: boolean }) {
  return (
    <Panel heading={t("evaluator.cleanup.heading")} actions={<StatusTag state={cleanup.state} words={CLEANUP_STATES} />}>
      <DefinitionList
        items={[
          { term: t("evaluator.cleanup.dueAt"), detail: cleanup.attestedAt === null && cleanup.dueAt && <DateTime at={cleanup.dueAt} /> },
          { term: t("evaluator.cleanup.way"), detail: cleanup.way && t(CLEANUP_WAYS[cleanup.way]) },
          { term: t("evaluator.cleanup.weights"), detail: cleanup.weights && t(WEIGHTS_WAYS[cleanup.weights]) },
          { term: t("evaluator.cleanup.attestedAt"), detail: cleanup.attestedAt && <DateTime at={cleanup.attestedAt} /> },
        ]}
      />
      {cleanup.overdue && <p className="bw-note">{t("evaluator.cleanup.overdue")}</p>}
      {cleanup.state === "cleanup-due" && (
        <ActForm
          label={t("evaluator.cleanup.heading")}
          submit={t("evaluator.cleanup.submit")}
          said={t("evaluator.cleanup.said")}
          fields={[]}
          act={(form) => api.call("POST /evaluator/engagements/{id}/cleanup", { params: { id }, body: { way: readChoice<Way>(form, "way"), weights: holdsWeights ? readChoice<Weights>(form, "weights") : null } })}
        >
          {() => (
            <>
              <OneOf legend={t("evaluator.cleanup.legend")} name="way" choices={toChoices(CLEANUP_WAYS)} chosen={[]} required />
              {holdsWeights && <OneOf legend={t("evaluator.cleanup.weights")} name="weights" choices={toChoices(WEIGHTS_WAYS)} chosen={[]} required />}
              <StatementField name="all" statement={t("evaluator.cleanup.statement")} />
            </>
          )}
        </ActForm>
      )}
    </Panel>
  );
}
