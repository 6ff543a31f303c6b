import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, AlertText, Button } from "@trussworks/react-uswds";
import { api } from "../api.ts";
import { FINDERS } from "../findings/finders.ts";
import { t } from "../messages.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { readText } from "../parts/form-values.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { readClaim } from "./read-claim.ts";
import { AUTHORISATIONS } from "./scanning-words.ts";
import type { ClaimAnswer } from "./scanning.query.ts";

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
      <div aria-live="polite">{claim.data && <Answer answer={claim.data} />}</div>
      <Panel heading={t("findings.claim.target")}>
        <form
          aria-label={t("findings.claim.title")}
          onSubmit={(event) => {
            event.preventDefault();
            claim.mutate(new FormData(event.currentTarget));
          }}
        >
          <FormProblem error={error} fields={FIELDS} />
          <TextField label={t("findings.repository")} name="repository" hint={t("findings.claim.repositoryHint")} maxLength={300} optional error={error} />
          <TextField label={t("findings.claim.product")} name="product" hint={t("findings.claim.productHint")} maxLength={200} optional error={error} />
          <TextField label={t("findings.claim.path")} name="path" hint={t("findings.claim.pathHint")} maxLength={300} optional error={error} />
          <TextField label={t("findings.weakness")} name="weakness" hint={t("findings.claim.weaknessHint")} maxLength={12} optional error={error} />
          <OneOf legend={t("findings.claim.why")} name="authorisation" chosen={[]} required choices={Object.entries(AUTHORISATIONS).map(([value, label]) => ({ value, label: t(label) }))} />
          <AreaField label={t("findings.claim.evidence")} name="authorisation.evidence" hint={t("findings.claim.evidenceHint")} maxLength={2000} error={error} />
          <Button type="submit" disabled={claim.isPending}>
            {t("findings.claim.submit")}
          </Button>
        </form>
      </Panel>
      <FindOwnClaim />
    </>
  );
}

/** What a claim was answered with; nobody learns more of another's claim than that it is there. */
export function Answer({ answer }: { readonly answer: ClaimAnswer }) {
  if (answer.answer === "already-claimed") {
    return (
      <Alert type="warning" role="status">
        <AlertText>{t("findings.claim.collision")}</AlertText>
      </Alert>
    );
  }
  return (
    <Panel heading={t("findings.claim.yours")}>
      <DefinitionList
        items={[
          { term: t("findings.claim.until"), detail: <DateTime at={answer.expiresAt} /> },
          { term: t("scanning.claim.number"), detail: <code>{answer.claimId}</code> },
        ]}
      />
      <p className="bw-measure">{t("scanning.claim.keepNumber")}</p>
      <div className="bw-actions">
        <LinkButton to="/claims/$id" params={{ id: answer.claimId }}>
          {t("scanning.claim.toOwn")}
        </LinkButton>
        <CopyButton text={answer.claimId} what={t("scanning.claim.numberWhat")} />
      </div>
    </Panel>
  );
}

/** Claims are listed nowhere, not even one's own: each is found by the number it was given. */
function FindOwnClaim() {
  const navigate = useNavigate();
  return (
    <Panel heading={t("scanning.claim.find")}>
      <form
        aria-label={t("scanning.claim.find")}
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ to: "/claims/$id", params: { id: readText(new FormData(event.currentTarget), "claimId") } });
        }}
      >
        <TextField label={t("scanning.claim.number")} name="claimId" hint={t("scanning.claim.numberHint")} maxLength={40} pattern="claim_[0-9a-z]{20}" />
        <Button type="submit" outline>
          {t("scanning.claim.open")}
        </Button>
      </form>
    </Panel>
  );
}
