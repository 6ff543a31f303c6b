import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { partnerAccessQuery } from "../early-access/early-access.query.ts";
import { EARLY_ACCESS_STATES, isFinal } from "../early-access/early-access.words.ts";
import type { PartnerAccess } from "../early-access/early-access.words.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ReceiptsPanel } from "../receipts/receipts-panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AcceptanceForm } from "./acceptance-form.tsx";
import { KeepPanels } from "./keep-panels.tsx";
import { KeysPanel } from "./keys-panel.tsx";
import { UseModelPanel } from "./use-model-panel.tsx";

export function PartnerAccessPage() {
  const { id } = useParams({ from: "/partner/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={["partner-security-lead"]}>{() => <PartnerAccessView key={id} id={id} />}</ForRoles>
    </div>
  );
}

function PartnerAccessView({ id }: { readonly id: string }) {
  const query = useQuery(partnerAccessQuery(id));
  return (
    <QueryView query={query}>
      {(access) => (
        <>
          <PageHeading
            eyebrow={t("partner.eyebrow")}
            title={access.modelName}
            status={<StatusTag state={access.state} words={EARLY_ACCESS_STATES} />}
            lead={t(`partner.now.${access.state}`)}
            actions={!isFinal(access) && <Leave id={id} />}
          />
          {/* Terms are read before they are signed. */}
          {access.state === "terms-sent" && <Terms access={access} />}
          <NextStep access={access} />
          {(access.state === "active" || access.state === "suspended") && <KeysPanel access={access} />}
          <KeepPanels access={access} />
          {access.state !== "terms-sent" && <Terms access={access} />}
          <ReceiptsPanel subject={id} />
          <VoluntaryNotice />
        </>
      )}
    </QueryView>
  );
}

function Terms({ access }: { readonly access: PartnerAccess }) {
  return (
    <Panel heading={t("partner.terms.heading")}>
      <DefinitionList
        items={[
          { term: t("partner.developer"), detail: <UntrustedText text={access.developerName} /> },
          { term: t("earlyAccess.record.endsAt"), detail: <DateTime at={access.endsAt} /> },
          { term: t("earlyAccess.record.termsAcceptedAt"), detail: access.termsAcceptedAt && <DateTime at={access.termsAcceptedAt} /> },
          { term: t("earlyAccess.record.signatory"), detail: access.signatory && <UntrustedText text={`${access.signatory.name}, ${access.signatory.title}`} /> },
          { term: t("earlyAccess.record.brokering"), detail: t(access.brokering.granted ? "earlyAccess.brokering.granted" : "earlyAccess.brokering.notGranted") },
          { term: t("earlyAccess.record.readyAt"), detail: access.readyAt && <DateTime at={access.readyAt} /> },
          { term: t("earlyAccess.record.activeAt"), detail: access.activeAt && <DateTime at={access.activeAt} /> },
          { term: t("earlyAccess.record.termsDigest"), detail: <code className="bw-code">{access.termsDigest}</code> },
        ]}
      />
      <UntrustedText text={access.termsText} block />
    </Panel>
  );
}

function NextStep({ access }: { readonly access: PartnerAccess }) {
  const { id, state } = access;
  switch (state) {
    case "terms-sent":
      return (
        <Panel heading={t("partner.accept.heading")}>
          <AcceptanceForm id={id} termsDigest={access.termsDigest} />
        </Panel>
      );
    case "provisioned":
      return (
        <Panel heading={t("partner.proof.heading")}>
          <div className="bw-stack">
            <p className="bw-measure">{t("partner.proof.words")}</p>
            <ActButton label={t("partner.proof.submit")} said={t("partner.proof.said")} act={() => api.call("POST /partner/early-access/{id}/proof", { params: { id } })} />
          </div>
        </Panel>
      );
    case "active":
      return <UseModelPanel access={access} />;
    default:
      return null;
  }
}

function Leave({ id }: { readonly id: string }) {
  const leave = useAct({
    perform: () => api.call("POST /partner/early-access/{id}/leaving", { params: { id } }),
    said: t("partner.leave.said"),
  });
  return (
    <ConfirmDialog trigger={t("partner.leave.trigger")} heading={t("partner.leave.heading")} confirm={t("partner.leave.trigger")} onConfirm={() => leave.mutateAsync()} ends>
      <p>{t("partner.leave.words")}</p>
    </ConfirmDialog>
  );
}
