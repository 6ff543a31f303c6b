import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button } from "@trussworks/react-uswds";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { Meter } from "../parts/meter.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { CampaignFindingsPanel } from "./campaign-findings-panel.tsx";
import { CampaignMembersPanel } from "./campaign-members-panel.tsx";
import { Answer } from "./claim-page.tsx";
import { CAMPAIGN_READERS, RUNNERS } from "./scanning-roles.ts";
import { ANSWER_WORDS, AUTHORISATIONS, CAMPAIGN_WORDS, listBudget, noLimit, TAKEN_WORDS } from "./scanning-words.ts";
import { campaignQuery } from "./scanning.query.ts";
import type { Campaign, CampaignTarget } from "./scanning.query.ts";
import { SpendingForm } from "./spending-form.tsx";

export function CampaignPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CAMPAIGN_READERS}>{({ roles }) => <TheCampaign runs={hasRole({ roles: RUNNERS }, roles)} />}</ForRoles>
    </div>
  );
}

function TheCampaign({ runs }: { readonly runs: boolean }) {
  const { id } = useParams({ from: "/campaigns/$id" });
  const query = useQuery(campaignQuery(id));
  return (
    <QueryView query={query}>
      {(campaign) => campaign === null ? <NotTakingPart /> : (
        <>
          <PageHeading
            eyebrow={t("scanning.campaign")}
            title={campaign.title}
            status={
              <>
                <StatusTag state={campaign.state} words={CAMPAIGN_WORDS} />
                {campaign.yourAnswer && <StatusTag state={campaign.yourAnswer} words={ANSWER_WORDS} />}
              </>
            }
            actions={runs ? campaign.state !== "ended" && <EndCampaign id={id} /> : <AnswerActs campaign={campaign} />}
          />
          <BudgetPanel campaign={campaign} />
          <TargetsPanel campaign={campaign} />
          {(runs || campaign.yourAnswer === "accepted") && <CampaignFindingsPanel campaignId={campaign.id} runs={runs} />}
          {campaign.yourAnswer === "accepted" && campaign.state === "open" && <SpendingForm campaign={campaign} />}
          {campaign.members && <CampaignMembersPanel campaign={campaign} members={campaign.members} />}
        </>
      )}
    </QueryView>
  );
}

/** Where the notice of a campaign leads whoever takes no part in it any more. */
function NotTakingPart() {
  return (
    <>
      <PageHeading eyebrow={t("scanning.campaign")} title={t("scanning.campaign.absent")} lead={t("scanning.campaign.absentWords")} />
      <p>
        <Link to="/campaigns" className="usa-link">
          {t("scanning.campaigns.title")}
        </Link>
      </p>
      <p>
        <Link to="/membership" className="usa-link">
          {t("scanning.menu.membership")}
        </Link>
      </p>
    </>
  );
}

function EndCampaign({ id }: { readonly id: string }) {
  const end = useAct({ perform: () => api.call("POST /campaigns/{id}/end", { params: { id } }), said: t("scanning.campaign.ended") });
  return (
    <ConfirmDialog trigger={t("scanning.campaign.end")} heading={t("scanning.campaign.endHeading")} confirm={t("scanning.campaign.end")} onConfirm={() => end.mutateAsync()} ends>
      <p>{t("scanning.campaign.endWords")}</p>
    </ConfirmDialog>
  );
}

/** What an invited member may answer from where it stands. */
function AnswerActs({ campaign: { id, state, yourAnswer } }: { readonly campaign: Campaign }) {
  const answer = (word: "accept" | "decline" | "leave") => api.call("POST /campaigns/{id}/answer", { params: { id }, body: { answer: word } });
  const leave = useAct({ perform: () => answer("leave"), said: t("scanning.answer.leftSaid") });
  if (state === "ended" || yourAnswer === null) return null;
  if (yourAnswer === "accepted") {
    return (
      <ConfirmDialog trigger={t("scanning.answer.leave")} heading={t("scanning.answer.leaveHeading")} confirm={t("scanning.answer.leave")} onConfirm={() => leave.mutateAsync()} ends>
        <p>{t("scanning.answer.leaveWords")}</p>
      </ConfirmDialog>
    );
  }
  return (
    <>
      <ActButton label={t("scanning.answer.accept")} said={t("scanning.answer.acceptSaid")} act={() => answer("accept")} />
      {yourAnswer === "invited" && <ActButton outline label={t("scanning.answer.decline")} said={t("scanning.answer.declineSaid")} act={() => answer("decline")} />}
    </>
  );
}

function BudgetPanel({ campaign: { startsAt, endsAt, budget, spent, targetCount } }: { readonly campaign: Campaign }) {
  return (
    <Panel heading={t("scanning.budget")}>
      <DefinitionList
        items={[
          { term: t("scanning.campaign.starts"), detail: <DateTime at={startsAt} /> },
          { term: t("scanning.campaign.ends"), detail: <DateTime at={endsAt} /> },
          { term: t("scanning.campaign.targets"), detail: String(targetCount) },
        ]}
      />
      <div className="bw-budget">
        {listBudget(budget, spent).map(({ key, label, unit, used, of }) =>
          of === 0 ? (
            <p key={key} className="bw-plain">
              {noLimit(label, used)}
            </p>
          ) : (
            <Meter key={key} label={label} used={used} of={of} unit={unit} />
          ),
        )}
      </div>
      <p className="bw-note">{t("scanning.budget.words")}</p>
    </Panel>
  );
}

function TargetsPanel({ campaign }: { readonly campaign: Campaign }) {
  const queryClient = useQueryClient();
  const take = useMutation({
    mutationFn: (targetId: string) => api.call("POST /campaigns/{id}/claims", { params: { id: campaign.id }, body: { targetId } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["campaigns"] }),
  });
  const mayTake = campaign.yourAnswer === "accepted" && campaign.state === "open";
  return (
    <Panel heading={t("scanning.targets")}>
      <div aria-live="polite">{take.data && <Answer answer={take.data} />}</div>
      <FormProblem error={take.error} />
      {campaign.targets === null ? (
        <p className="bw-measure">{t("scanning.targets.onAccepting")}</p>
      ) : (
        <DataTable
          caption={t("scanning.targets")}
          captionHidden
          columns={[
            { key: "target", header: t("findings.target"), cell: (target) => <TargetName target={target} /> },
            { key: "why", header: t("scanning.targets.authorisation"), cell: ({ authorisation }) => <><span>{t(AUTHORISATIONS[authorisation.kind])}</span><span className="bw-row-note"><UntrustedText text={authorisation.evidence} /></span></> },
            { key: "taken", header: t("findings.state"), cell: ({ taken }) => <StatusTag state={taken} words={TAKEN_WORDS} /> },
            { key: "act", header: t("scanning.targets.act"), cell: (target) => <TargetAct target={target} mayTake={mayTake} isTaking={take.isPending} take={() => take.mutate(target.id)} /> },
          ]}
          rows={campaign.targets}
          rowKey={({ id }) => id}
          empty={null}
        />
      )}
    </Panel>
  );
}

function TargetName({ target: { id, repository, product, path, weakness, claimId } }: { readonly target: CampaignTarget }) {
  const scope = [path, weakness].filter((part) => part !== null).join(", ");
  return (
    <>
      <UntrustedText text={repository ?? product ?? ""} />
      {scope && (
        <span className="bw-row-note">
          <UntrustedText text={scope} />
        </span>
      )}
      {claimId !== null && (
        <span className="bw-row-note">
          {t("scanning.targets.task")} <code>{id}</code>
        </span>
      )}
    </>
  );
}

interface TargetActProps {
  readonly target: CampaignTarget;
  readonly mayTake: boolean;
  readonly isTaking: boolean;
  readonly take: () => void;
}

function TargetAct({ target: { taken, claimId }, mayTake, isTaking, take }: TargetActProps) {
  if (claimId !== null) {
    return (
      <Link to="/claims/$id" params={{ id: claimId }} className="usa-link">
        {t("scanning.claim.toOwn")}
      </Link>
    );
  }
  if (taken !== "free" || !mayTake) return "–";
  return (
    <Button type="button" outline className="bw-small-button" disabled={isTaking} onClick={take}>
      {t("scanning.targets.take")}
    </Button>
  );
}
