import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AuthorityPanel } from "./authority-panel.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { Enrolled } from "./enrolled.tsx";
import { MailPanel } from "./mail-panel.tsx";
import { TAKING_PART } from "./operator-roles.ts";
import { REGIONS, SECTORS, SIZES } from "./operator-words.ts";
import { enrolmentQuery, erasureKey, planQuery } from "./operator.query.ts";
import type { Profile } from "./operator.query.ts";

export function OperatorPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={TAKING_PART}>
        {({ organisationName }) => (
          <Enrolled>
            {(profile) => (
              <>
                <PageHeading title={organisationName} lead={t("operator.home.lead")} actions={<LinkButton to="/operator/delegates" outline>{t("operator.delegates.title")}</LinkButton>} />
                <NextPanel />
                <ProfilePanel profile={profile} />
                <AuthorityPanel />
                <MailPanel />
                <PausePanel />
              </>
            )}
          </Enrolled>
        )}
      </ForRoles>
    </div>
  );
}

/** The one thing to do now. */
function NextPanel() {
  const plan = useQuery(planQuery("own"));
  return (
    <Panel heading={t("operator.home.next")}>
      <QueryView query={plan}>
        {({ inventories, steps, note }) => {
          if (inventories === 0) {
            return (
              <>
                <p className="bw-measure">{t("operator.home.addList")}</p>
                <LinkButton to="/operator/inventories">{t("operator.inventories.add")}</LinkButton>
              </>
            );
          }
          if (steps.length === 0) return <p className="bw-measure">{note ?? t("operator.plan.nothing")}</p>;
          return (
            <>
              <p className="bw-measure">{tCount("operator.home.steps", steps.length)}</p>
              <LinkButton to="/operator/plan">{t("operator.home.openPlan")}</LinkButton>
            </>
          );
        }}
      </QueryView>
    </Panel>
  );
}

function ProfilePanel({ profile }: { readonly profile: Profile }) {
  const enrolment = useQuery(enrolmentQuery);
  return (
    <Panel heading={t("operator.profile")} actions={<Leave />}>
      <DefinitionList
        items={[
          { term: t("operator.sector"), detail: <ChosenSector profile={profile} /> },
          { term: t("operator.size"), detail: t(SIZES[profile.sizeBand]) },
          { term: t("operator.region"), detail: t(REGIONS[profile.region]) },
          { term: t("operator.enrolledAt"), detail: <DateTime at={profile.enrolledAt} /> },
        ]}
      />
      <JoinedOnPaper />
      <p className="bw-note">{t("operator.enrol.free")}</p>
      <Disclosure summary={t("operator.profile.change")}>
        <QueryView query={enrolment}>{(found) => <ProfileForm profile={profile} enrolment={found} submit={t("operator.profile.save")} said={t("operator.profile.said")} />}</QueryView>
      </Disclosure>
    </Panel>
  );
}

/** In the words that were chosen; where nobody offers them any more, what they count as. */
function ChosenSector({ profile }: { readonly profile: Profile }) {
  const { data } = useQuery(enrolmentQuery);
  return <UntrustedText text={data?.sectors.find(({ code }) => code === data.profile?.choice)?.name ?? t(SECTORS[profile.sector])} />;
}

/** Who typed in what, and by whose word. */
function JoinedOnPaper() {
  const { data } = useQuery(enrolmentQuery);
  if (!data?.paper) return null;
  const { formNumber, enteredBy, enteredAt, signedBy, signedOn, helper } = data.paper;
  return (
    <>
      <p className="bw-measure">
        <UntrustedText text={t("operator.enrol.paper", { number: formNumber, enteredBy, signedBy, signedOn })} /> <DateTime at={enteredAt} />
      </p>
      {helper !== null && (
        <p className="bw-measure">
          <UntrustedText text={t("operator.enrol.helper", { helper })} />
        </p>
      )}
    </>
  );
}

function Leave() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const leave = useMutation({
    mutationFn: () => api.call("POST /operator/leave"),
    onSuccess: async (erasure) => {
      queryClient.setQueryData(erasureKey, erasure);
      await navigate({ to: "/operator/left" });
      queryClient.removeQueries({ queryKey: ["operator"] });
    },
  });
  return (
    <ConfirmDialog trigger={t("operator.leave")} heading={t("operator.leave.heading")} confirm={t("operator.leave.confirm")} onConfirm={() => leave.mutateAsync()} ends>
      <p>{t("operator.leave.words")}</p>
    </ConfirmDialog>
  );
}

/** For a holiday, a move or a merger: nothing new is said until they come back, and nothing is lost. */
function PausePanel() {
  const enrolment = useQuery(enrolmentQuery);
  return (
    <Panel heading={t("operator.pause")}>
      <QueryView query={enrolment}>
        {({ state }) =>
          state === "paused" ? (
            <>
              <p className="bw-measure">{t("operator.pause.paused")}</p>
              <ActButton label={t("operator.pause.resume")} said={t("operator.pause.resumed")} act={() => api.call("POST /operator/resume")} />
            </>
          ) : (
            <>
              <p className="bw-measure">{t("operator.pause.words")}</p>
              <ActButton label={t("operator.pause.submit")} said={t("operator.pause.said")} outline act={() => api.call("POST /operator/pause")} />
            </>
          )
        }
      </QueryView>
    </Panel>
  );
}
