import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { FINDERS } from "../findings/finders.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { useAct } from "../parts/use-act.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AUTHORISATIONS, CLAIM_WORDS } from "./scanning-words.ts";
import { claimQuery } from "./scanning.query.ts";
import type { Claim } from "./scanning.query.ts";

export function OwnClaimPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={FINDERS}>{() => <OwnClaim />}</ForRoles>
    </div>
  );
}

/** A claim of one's own, without its target: the register keeps that in a form that nobody can read back. */
function OwnClaim() {
  const { id } = useParams({ from: "/claims/$id" });
  const query = useQuery(claimQuery(id));
  return (
    <QueryView query={query}>
      {(claim) => (
        <>
          <PageHeading eyebrow={t("findings.menu")} title={t("scanning.claim.title")} lead={t("scanning.claim.lead")} status={<StatusTag state={claim.state} words={CLAIM_WORDS} />} />
          <Panel heading={t("scanning.claim.facts")}>
            <DefinitionList
              items={[
                { term: t("scanning.claim.number"), detail: <code>{claim.id}</code> },
                { term: t("scanning.claim.since"), detail: <DateTime at={claim.claimedAt} /> },
                { term: t("findings.claim.until"), detail: <DateTime at={claim.expiresAt} /> },
                { term: t("findings.claim.why"), detail: t(AUTHORISATIONS[claim.authorisation]) },
                {
                  term: t("scanning.campaign"),
                  detail: claim.campaignId && (
                    <Link to="/campaigns/$id" params={{ id: claim.campaignId }} className="usa-link">
                      {t("scanning.claim.toCampaign")}
                    </Link>
                  ),
                },
              ]}
            />
            {isLive(claim) && <KeepClaim id={claim.id} />}
          </Panel>
        </>
      )}
    </QueryView>
  );
}

function isLive({ state }: Claim): boolean {
  return state === "claimed" || state === "active" || state === "renewed";
}

function KeepClaim({ id }: { readonly id: string }) {
  const params = { id };
  const complete = useAct({ perform: () => api.call("POST /claims/{id}/completion", { params }), said: t("scanning.claim.completed") });
  const release = useAct({ perform: () => api.call("POST /claims/{id}/release", { params }), said: t("findings.claim.released") });
  return (
    <div className="bw-actions bw-after-heading">
      <ActButton label={t("scanning.claim.renew")} said={t("scanning.claim.renewed")} act={() => api.call("POST /claims/{id}/renew", { params })} />
      <ConfirmDialog trigger={t("scanning.claim.complete")} heading={t("scanning.claim.completeHeading")} confirm={t("scanning.claim.complete")} onConfirm={() => complete.mutateAsync()}>
        <p>{t("scanning.claim.completeWords")}</p>
      </ConfirmDialog>
      <ConfirmDialog trigger={t("findings.claim.release")} heading={t("scanning.claim.releaseHeading")} confirm={t("findings.claim.release")} onConfirm={() => release.mutateAsync()}>
        <p>{t("scanning.claim.releaseWords")}</p>
      </ConfirmDialog>
    </div>
  );
}
