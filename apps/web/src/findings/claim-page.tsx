import { useMutation } from "@tanstack/react-query";
import { Alert, AlertText, Button } from "@trussworks/react-uswds";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import type { Claim } from "./findings.query.ts";
import { FINDERS } from "./finders.ts";
import { readClaim } from "./read-claim.ts";

export function ClaimPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={FINDERS}>{() => <ClaimTarget />}</ForRoles>
    </div>
  );
}

const FIELDS = ["repository", "product", "path", "weakness", "authorisation.evidence"];

function ClaimTarget() {
  const claim = useMutation({ mutationFn: (form: FormData) => api.call("POST /claims", { body: readClaim(form) }) });
  const { error } = claim;
  return (
    <>
      <PageHeading eyebrow={t("findings.menu")} title={t("findings.claim.title")} lead={t("findings.claim.lead")} />
      <div aria-live="polite">{claim.data && <Answer answer={claim.data} givenBack={claim.reset} />}</div>
      <Panel heading={t("findings.claim.target")}>
        <form
          aria-label={t("findings.claim.title")}
          onSubmit={(event) => {
            event.preventDefault();
            claim.mutate(new FormData(event.currentTarget));
          }}
        >
          <FormProblem error={error} fields={FIELDS} />
          <TextField label={t("findings.repository")} name="repository" type="url" hint={t("findings.claim.repositoryHint")} maxLength={300} optional error={error} />
          <TextField label={t("findings.claim.product")} name="product" hint={t("findings.claim.productHint")} maxLength={200} optional error={error} />
          <TextField label={t("findings.claim.path")} name="path" hint={t("findings.claim.pathHint")} maxLength={300} optional error={error} />
          <TextField label={t("findings.weakness")} name="weakness" hint={t("findings.claim.weaknessHint")} maxLength={12} optional error={error} />
          <OneOf
            legend={t("findings.claim.why")}
            name="authorisation"
            chosen={[]}
            required
            choices={[
              { value: "open-source", label: t("findings.claim.openSource") },
              { value: "owner", label: t("findings.claim.owner") },
              { value: "own-system", label: t("findings.claim.ownSystem") },
            ]}
          />
          <AreaField label={t("findings.claim.evidence")} name="authorisation.evidence" hint={t("findings.claim.evidenceHint")} maxLength={2000} error={error} />
          <Button type="submit" disabled={claim.isPending}>
            {t("findings.claim.submit")}
          </Button>
        </form>
      </Panel>
    </>
  );
}

interface AnswerProps {
  readonly answer: Claim;
  readonly givenBack: () => void;
}

function Answer({ answer, givenBack }: AnswerProps) {
  if (answer.answer === "already-claimed") {
    return (
      <Alert type="warning" role="status">
        <AlertText>{t("findings.claim.collision")}</AlertText>
      </Alert>
    );
  }
  const giveBack = async () => {
    await api.call("POST /claims/{id}/release", { params: { id: answer.claimId } });
    givenBack();
  };
  return (
    <Panel heading={t("findings.claim.yours")}>
      <p>
        {t("findings.claim.until")} <DateTime at={answer.expiresAt} />
      </p>
      <div className="bw-stack">
        <ActButton label={t("findings.claim.release")} said={t("findings.claim.released")} outline act={giveBack} />
      </div>
    </Panel>
  );
}
