import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../api.ts";
import { HelpRequestFacts } from "../assistance/help-request-facts.tsx";
import { HELP_KINDS } from "../assistance/help-words.ts";
import { ownRequestsQuery } from "../assistance/assistance.query.ts";
import type { HelpKind, HelpRequest } from "../assistance/assistance.query.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField, OneOf } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { useAct } from "../parts/use-act.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { ASKING } from "./operator-roles.ts";

export function HelpPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={ASKING}>{() => <Help />}</ForRoles>
    </div>
  );
}

function Help() {
  const requests = useQuery(ownRequestsQuery);
  return (
    <>
      <PageHeading title={t("operator.help.title")} lead={t("operator.help.lead")} />
      <div className="bw-columns">
        <Panel heading={t("operator.help.ask")}>
          <ActForm
            label={t("operator.help.ask")}
            submit={t("operator.help.send")}
            said={t("operator.help.said")}
            fields={["question"]}
            act={(form) => api.call("POST /assistance/requests", { body: { kind: readChoice<HelpKind>(form, "kind"), question: readText(form, "question") } })}
          >
            {(error) => (
              <>
                <OneOf legend={t("operator.help.kind")} name="kind" choices={toChoices(HELP_KINDS)} />
                <AreaField label={t("operator.help.question")} name="question" hint={t("operator.help.questionHint")} maxLength={4000} error={error} />
              </>
            )}
          </ActForm>
          <p className="bw-note bw-after-heading">
            <Link to="/assistance" className="usa-link">
              {t("operator.help.catalogue")}
            </Link>
          </p>
        </Panel>
        <Panel heading={t("operator.help.yours")}>
          <QueryView query={requests}>
            {(found) =>
              found.length === 0 ? (
                <EmptyState title={t("operator.help.none")} />
              ) : (
                <ul className="bw-requests">
                  {found.map((request) => (
                    <li key={request.id}>
                      <HelpRequestFacts request={request} level="h3" />
                      {(request.state === "requested" || request.state === "taken") && <Withdraw request={request} />}
                    </li>
                  ))}
                </ul>
              )
            }
          </QueryView>
        </Panel>
      </div>
    </>
  );
}

function Withdraw({ request: { id } }: { readonly request: HelpRequest }) {
  const withdraw = useAct({ perform: () => api.call("POST /assistance/requests/{id}/withdraw", { params: { id } }), said: t("operator.help.withdrawn") });
  return (
    <ConfirmDialog trigger={t("operator.help.withdraw")} heading={t("operator.help.withdrawHeading")} confirm={t("operator.help.withdraw")} onConfirm={() => withdraw.mutateAsync()}>
      <p>{t("operator.help.withdrawWords")}</p>
    </ConfirmDialog>
  );
}
