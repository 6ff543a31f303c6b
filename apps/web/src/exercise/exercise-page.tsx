import { useQuery } from "@tanstack/react-query";
import { t, tCount } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { LiveSteps } from "../parts/live-steps.tsx";
import { Meter } from "../parts/meter.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { progressQuery } from "./exercise.query.ts";
import type { Progress } from "./exercise.query.ts";
import { stepStates } from "./live-steps.rules.ts";

type StepResult = Progress["steps"][number];

/** The exercise as it is played: each step, what had to be refused and was, and the files it made. */
export function ExercisePage() {
  const progress = useQuery(progressQuery);
  return (
    <div className="bw-page">
      <PageHeading title={t("exercise.title")} lead={t("exercise.lead")} actions={progress.data?.done && <LinkButton to="/sign-in">{t("exercise.lookAround")}</LinkButton>} />
      <QueryView query={progress}>
        {(found) =>
          found ? (
            <Panel heading={t(found.done ? "exercise.over" : "exercise.running")}>
              {!found.done && <Meter label={found.text} used={Math.round(found.fraction * 100)} of={100} unit={t("exercise.percent")} />}
              <LiveSteps label={t("exercise.steps")} steps={toLiveSteps(found)} />
            </Panel>
          ) : (
            <EmptyState title={t("exercise.none")}>
              <p>{t("exercise.noneWords")}</p>
            </EmptyState>
          )
        }
      </QueryView>
    </div>
  );
}

const TITLES: readonly MessageKey[] = ["exercise.step.1", "exercise.step.2", "exercise.step.3", "exercise.step.4", "exercise.step.5", "exercise.step.6", "exercise.step.7"];

function toLiveSteps(progress: Progress) {
  return stepStates(progress).map((state, index) => {
    const result = progress.steps.find(({ step }) => step === index + 1);
    const words = TITLES[index];
    return {
      key: String(index + 1),
      title: `${index + 1}. ${result?.title ?? (words ? t(words) : "")}`,
      state,
      detail: result && <StepDetail result={result} />,
    };
  });
}

function StepDetail({ result: { ms, refused, files, ids, error } }: { readonly result: StepResult }) {
  const numbers = Object.entries(ids);
  return (
    <>
      <p className="bw-plain">{t("exercise.took", { seconds: (ms / 1000).toFixed(1) })}</p>
      {error && (
        <p className="bw-plain">
          <strong>{t("exercise.failed")}</strong> <UntrustedText text={error} />
        </p>
      )}
      {refused.length > 0 && (
        <>
          <p className="bw-plain">{tCount("exercise.refused", refused.length)}</p>
          <ul>
            {refused.map((what) => (
              <li key={what}>
                <UntrustedText text={what} />
              </li>
            ))}
          </ul>
        </>
      )}
      {files.length > 0 && (
        <p className="bw-plain">
          {t("exercise.files")} <UntrustedText text={files.join(", ")} />
        </p>
      )}
      {numbers.length > 0 && (
        <p className="bw-plain">
          {t("exercise.ids")} <UntrustedText text={numbers.map(([name, id]) => `${name} ${id}`).join(", ")} />
        </p>
      )}
    </>
  );
}
