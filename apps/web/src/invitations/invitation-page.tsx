import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { engagementsQuery } from "../developer/developer.query.ts";
import { OpenEngagementForm } from "../developer/open-engagement-form.tsx";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { SelectField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { CriteriaPanel } from "./criteria-panel.tsx";
import { invitationQuery } from "./invitations.query.ts";

export function InvitationPage() {
  const { id } = useParams({ from: "/invitations/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={["developer-release-lead"]}>{() => <InvitationView key={id} id={id} />}</ForRoles>
    </div>
  );
}

function InvitationView({ id }: { readonly id: string }) {
  const query = useQuery(invitationQuery(id));
  const takeUp = (engagementId: string) => api.call("POST /invitations/{id}/engagement", { params: { id }, body: { engagementId } });
  return (
    <QueryView query={query}>
      {({ agencyName, sentAt, forgottenAt, criteria }) => (
        <>
          <PageHeading eyebrow={t("invitations.one")} title={t("invitations.asks", { agency: agencyName })} lead={t("invitations.received.words")} />
          <Panel heading={t("invitations.answer.heading")}>
            <DefinitionList
              items={[
                { term: t("invitations.sentAt"), detail: <DateTime at={sentAt} /> },
                { term: t("invitations.forgottenAt"), detail: <DateTime at={forgottenAt} /> },
              ]}
            />
            <SetAside id={id} />
          </Panel>
          <Panel heading={t("invitations.takeUp.heading")}>
            <p className="bw-measure">{t("invitations.takeUp.words")}</p>
            <AnswerWithOne takeUp={takeUp} />
            <Disclosure summary={t("invitations.takeUp.open")}>
              <OpenEngagementForm whenOpened={takeUp} />
            </Disclosure>
          </Panel>
          <CriteriaPanel criteria={criteria} />
          <VoluntaryNotice />
        </>
      )}
    </QueryView>
  );
}

function SetAside({ id }: { readonly id: string }) {
  const navigate = useNavigate();
  return (
    <ActForm
      label={t("invitations.setAside.label")}
      submit={t("invitations.setAside.submit")}
      said={t("invitations.setAside.said")}
      fields={[]}
      outline
      act={async () => {
        await api.call("POST /invitations/{id}/set-aside", { params: { id } });
        await navigate({ to: "/invitations" });
      }}
    >
      {() => <p className="bw-measure">{t("invitations.setAside.words")}</p>}
    </ActForm>
  );
}

function AnswerWithOne({ takeUp }: { readonly takeUp: (engagementId: string) => Promise<unknown> }) {
  const navigate = useNavigate();
  const { data } = useQuery(engagementsQuery);
  const live = (data?.engagements ?? []).filter(({ state }) => state !== "closed" && state !== "withdrawn" && state !== "draft");
  if (live.length === 0) return null;
  return (
    <ActForm
      label={t("invitations.takeUp.heading")}
      submit={t("invitations.takeUp.submit")}
      said={t("invitations.takeUp.said")}
      fields={["engagementId"]}
      outline
      act={async (form) => {
        const id = readText(form, "engagementId");
        await takeUp(id);
        await navigate({ to: "/developer/engagements/$id", params: { id } });
      }}
    >
      {(error) => <SelectField label={t("invitations.takeUp.engagement")} name="engagementId" choices={live.map(({ id, modelName }) => ({ value: id, label: modelName }))} error={error} />}
    </ActForm>
  );
}
