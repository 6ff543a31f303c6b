import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "@trussworks/react-uswds";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { OneOf, StatementField } from "../parts/fields.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { readChoice } from "../parts/form-values.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { useAnnounce } from "../shell/announcements.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { beside, firstOpen, mergeAnswers, QUESTIONS } from "./join-answers.ts";
import type { Coarse, JoinAnswers, Question } from "./join-answers.ts";
import { TAKING_PART } from "./operator-roles.ts";
import { REGIONS, SIZES } from "./operator-words.ts";
import { enrolmentQuery } from "./operator.query.ts";
import type { Enrolment } from "./operator.query.ts";
import { useJoinAnswers } from "./use-join-answers.ts";

/** Joining, one question a screen. What was answered is kept, so that a call in between costs nothing. */
export function JoinPage() {
  return (
    <div className="bw-page bw-wizard">
      <ForRoles roles={TAKING_PART}>{() => <Join />}</ForRoles>
    </div>
  );
}

function Join() {
  const enrolment = useQuery(enrolmentQuery);
  const { question } = useSearch({ strict: false });
  const kept = useJoinAnswers();
  return (
    <QueryView query={enrolment}>
      {(found) => {
        const answers = mergeAnswers(kept.answers, found);
        if (found.state === "enrolled" || found.state === "paused") return <Joined />;
        if (question === undefined) return <Welcome enrolment={found} answers={answers} />;
        return (
          <Screen question={question} key={question}>
            {(back) => {
              if (question === "terms") return <Terms enrolment={found} back={back} />;
              if (question === "helper") return <Helper enrolment={found} forget={kept.forget} back={back} />;
              return <CoarseQuestion question={question} enrolment={found} answers={answers} keep={kept.keep} back={back} />;
            }}
          </Screen>
        );
      }}
    </QueryView>
  );
}

function Joined() {
  return (
    <>
      <PageHeading title={t("operator.join.joined")} lead={t("operator.join.joinedLead")} />
      <div className="bw-actions">
        <LinkButton to="/operator/inventories">{t("operator.menu.inventories")}</LinkButton>
        <LinkButton to="/operator" outline>
          {t("operator.menu.home")}
        </LinkButton>
      </div>
    </>
  );
}

const PROMISES: readonly MessageKey[] = ["operator.join.promise.plan", "operator.join.promise.use", "operator.join.promise.leave", "operator.join.promise.mark"];

function Welcome({ enrolment: { state, next }, answers }: { readonly enrolment: Enrolment; readonly answers: JoinAnswers }) {
  const open = firstOpen(answers, next);
  return (
    <>
      <PageHeading title={t("operator.join.title")} lead={t(state === "invited" ? "operator.join.invited" : "operator.join.lead")} />
      <ul className="bw-points">
        {PROMISES.map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ul>
      <div className="bw-actions">
        <LinkButton to="/operator/join" search={{ question: open }}>
          {t(open === "choice" ? "operator.join.start" : "operator.join.goOn")}
        </LinkButton>
        {state !== null && <ActButton label={t("operator.join.decline")} said={t("operator.join.declined")} outline act={() => api.call("POST /operator/enrolment/decline")} />}
      </div>
      <p>
        <Link to="/operator/paper" className="usa-link">
          {t("operator.join.paper")}
        </Link>
      </p>
    </>
  );
}

const HEADINGS: Readonly<Record<Question, { readonly title: MessageKey; readonly why: MessageKey }>> = {
  choice: { title: "operator.join.sector", why: "operator.join.sector.why" },
  sizeBand: { title: "operator.join.size", why: "operator.join.size.why" },
  region: { title: "operator.join.region", why: "operator.join.region.why" },
  terms: { title: "operator.join.terms", why: "operator.join.terms.why" },
  helper: { title: "operator.join.helper", why: "operator.join.helper.why" },
};

/** The frame of one question: how far one is, the question itself, and the way back. */
function Screen({ question, children }: { readonly question: Question; readonly children: (back: ReactNode) => ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  // The address changes only behind its question mark, so nobody else moves the focus to the new question.
  useEffect(() => frame.current?.querySelector("h1")?.focus({ preventScroll: true }), []);
  const before = beside(question, -1);
  const { title, why } = HEADINGS[question];
  return (
    <div ref={frame} className="bw-wizard__screen">
      <PageHeading eyebrow={t("operator.join.progress", { number: QUESTIONS.indexOf(question) + 1, of: QUESTIONS.length })} title={t(title)} lead={t(why)} />
      {children(
        <LinkButton to="/operator/join" search={before ? { question: before } : {}} outline>
          {t("operator.join.back")}
        </LinkButton>,
      )}
    </div>
  );
}

interface StepProps {
  readonly enrolment: Enrolment;
  readonly back: ReactNode;
}

/** Sends what one screen says, takes what the server says of it, and goes on. */
function useStep(send: (form: FormData) => Promise<Enrolment | undefined>, next: Question) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const enrolment = await send(new FormData(form));
      if (enrolment) queryClient.setQueryData(enrolmentQuery.queryKey, enrolment);
      await navigate({ to: "/operator/join", search: { question: next } });
    },
  });
}

function CoarseQuestion({ question, enrolment, answers, keep, back }: StepProps & { readonly question: Coarse; readonly answers: JoinAnswers; readonly keep: (more: JoinAnswers) => void }) {
  const step = useStep(
    async (form) => {
      const all = { ...answers, [question]: readChoice<string>(form, question) } as JoinAnswers;
      keep(all);
      return question === "region" ? sendProfile(enrolment, all) : undefined;
    },
    beside(question, 1) ?? "terms",
  );
  const choices = { choice: enrolment.sectors.map(({ code, name }) => ({ value: code, label: toVisibleText(name) })), sizeBand: toChoices(SIZES), region: toChoices(REGIONS) }[question];
  const answer = answers[question];
  return (
    <StepForm label={t(HEADINGS[question].title)} step={step} submit={t("operator.join.next")} back={back}>
      <OneOf legend={t("operator.choose")} name={question} chosen={answer ? [answer] : []} required choices={choices} />
    </StepForm>
  );
}

async function sendProfile({ next }: Enrolment, { choice = "", sizeBand, region }: JoinAnswers): Promise<Enrolment> {
  if (!sizeBand || !region) throw new Error(t("operator.join.unanswered"));
  if (next === "start") await api.call("POST /operator/enrolment/start");
  return api.call("POST /operator/enrolment/profile", { body: { choice, sizeBand, region } });
}

function Terms({ enrolment: { terms }, back }: StepProps) {
  const step = useStep(() => api.call("POST /operator/enrolment/terms", { body: { version: terms.version } }), "helper");
  return (
    <StepForm label={t("operator.join.terms")} step={step} submit={t("operator.join.agree")} back={back}>
      <ul className="bw-points">
        {terms.sentences.map((sentence) => (
          <li key={sentence}>{toVisibleText(sentence)}</li>
        ))}
      </ul>
      <StatementField name="acceptsTerms" statement={t("operator.join.terms.statement")} />
    </StepForm>
  );
}

const HELPERS = { ourselves: "operator.join.helper.ourselves", other: "operator.join.helper.somebody-else" } as const satisfies Record<string, MessageKey>;

function Helper({ forget, back }: StepProps & { readonly forget: () => void }) {
  const navigate = useNavigate();
  const announce = useAnnounce();
  const queryClient = useQueryClient();
  const finish = useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const byAnother = readChoice<keyof typeof HELPERS>(new FormData(form), "helper") === "other";
      await api.call("POST /operator/enrolment/finish");
      forget();
      await navigate({ to: byAnother ? "/operator/delegates" : "/operator/inventories" });
      announce({ tone: "success", text: t(byAnother ? "operator.join.saidName" : "operator.join.said") });
      await queryClient.resetQueries({ queryKey: ["operator"] });
    },
  });
  return (
    <StepForm label={t("operator.join.helper")} step={finish} submit={t("operator.enrol.submit")} back={back}>
      <OneOf legend={t("operator.choose")} name="helper" chosen={[]} required choices={toChoices(HELPERS)} />
    </StepForm>
  );
}

interface StepFormProps {
  readonly label: string;
  readonly step: { readonly mutate: (form: HTMLFormElement) => void; readonly isPending: boolean; readonly error: unknown };
  readonly submit: string;
  readonly back: ReactNode;
  readonly children: ReactNode;
}

function StepForm({ label, step, submit, back, children }: StepFormProps) {
  return (
    <form
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        step.mutate(event.currentTarget);
      }}
    >
      {children}
      <FormProblem error={step.error} />
      <div className="bw-actions">
        <Button type="submit" disabled={step.isPending}>
          {step.isPending ? t("parts.dialog.running") : submit}
        </Button>
        {back}
      </div>
    </form>
  );
}
