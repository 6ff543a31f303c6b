import { useQuery } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useId } from "react";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { TextField } from "../parts/fields.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { readText } from "../parts/form-values.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForOwner } from "./for-owner.tsx";
import type { Shown } from "./for-owner.tsx";
import { questionsQuery, toSearch } from "./operator.query.ts";
import type { Question } from "./operator.query.ts";

export function QuestionsPage() {
  return <ForOwner>{(shown) => <Questions {...shown} />}</ForOwner>;
}

/** An answer too: it settles nothing, and is not asked again until it is taken back. */
const UNKNOWN = "unknown";

/** What one look at a label would settle, the most useful first. Not to know is fine. */
function Questions({ owner, actingFor }: Shown) {
  const questions = useQuery(questionsQuery(owner));
  return (
    <QueryView query={questions}>
      {({ open, waiting, answered }) => {
        const settled = open.reduce((sum, { assetCount }) => sum + assetCount, 0);
        return (
          <>
            <PageHeading
              title={actingFor === undefined ? t("operator.questions.title") : t("operator.questions.titleOf", { organisation: actingFor })}
              lead={open.length > 0 ? tCount("operator.questions.lead", open.length, { rows: settled }) : t("operator.questions.leadNone")}
            />
            {open.length > 0 && (
              <ol className="bw-plan">
                {open.map((question) => (
                  <QuestionCard key={question.id} question={question} />
                ))}
              </ol>
            )}
            {open.length === 0 && (
              <EmptyState title={t("operator.questions.none")}>
                <LinkButton to="/operator/plan" search={toSearch(owner)}>{t("operator.home.openPlan")}</LinkButton>
              </EmptyState>
            )}
            {waiting > 0 && <p>{tCount("operator.questions.waiting", waiting)}</p>}
            {answered.length > 0 && (
              <Disclosure summary={tCount("operator.questions.answered", answered.length)}>
                <ul className="bw-plan">
                  {answered.map((question) => (
                    <AnsweredCard key={question.id} question={question} />
                  ))}
                </ul>
              </Disclosure>
            )}
          </>
        );
      }}
    </QueryView>
  );
}

function QuestionCard({ question }: { readonly question: Question }) {
  const headingId = useId();
  const answering = useAct({ perform: (value: string) => answer(question.id, value), said: t("operator.questions.said") });
  return (
    <li className="bw-step" aria-labelledby={headingId}>
      <h2 id={headingId} className="bw-question">
        <UntrustedText text={question.text} />
      </h2>
      <About question={question} />
      {question.options.length === 0 && <VersionForm question={question} />}
      <FormProblem error={answering.error} />
      <div className="bw-question__answers">
        {question.options.map((option) => (
          <Button key={option} type="button" disabled={answering.isPending} onClick={() => answering.mutate(option)}>
            {nameAnswer(question, option)}
          </Button>
        ))}
        <Button type="button" outline disabled={answering.isPending} onClick={() => answering.mutate(UNKNOWN)}>
          {t("operator.questions.unknown")}
        </Button>
      </div>
    </li>
  );
}

function VersionForm({ question }: { readonly question: Question }) {
  return (
    <ActForm label={toVisibleText(question.text)} submit={t("operator.questions.send")} said={t("operator.questions.said")} fields={["value"]} act={(form) => answer(question.id, readText(form, "value"))}>
      {(error) => <TextField label={t("operator.questions.version")} name="value" hint={t("operator.questions.versionHint")} maxLength={100} autoCapitalize="off" error={error} />}
    </ActForm>
  );
}

/** Which of their own rows it is about. */
function About({ question }: { readonly question: Question }) {
  return (
    <Disclosure summary={tCount("operator.questions.about", question.assetCount)}>
      <ul>
        {question.assets.map(({ name, place }) => (
          <li key={`${place} ${name}`}>
            <UntrustedText text={name} />{" "}
            <span className="bw-note">
              <UntrustedText text={place} />
            </span>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

function AnsweredCard({ question }: { readonly question: Question }) {
  return (
    <li className="bw-step">
      <p>
        <UntrustedText text={question.text} /> <strong>{question.answer && nameAnswer(question, question.answer)}</strong>
      </p>
      <ActButton label={t("operator.questions.takeBack")} said={t("operator.questions.takenBack")} outline act={() => api.call("POST /operator/questions/{id}/take-back", { params: { id: question.id } })} />
    </li>
  );
}

function nameAnswer({ kind }: Question, option: string): string {
  if (option === UNKNOWN) return t("operator.questions.unknown");
  if (kind === "is-it-this" && (option === "yes" || option === "no")) return t(`operator.exposed.${option}`);
  return toVisibleText(option);
}

function answer(id: string, value: string): Promise<unknown> {
  return api.call("POST /operator/questions/{id}/answer", { params: { id }, body: { value } });
}
