import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { AnyOf } from "../parts/fields.tsx";
import { readChoices } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ANSWER_WORDS } from "./scanning-words.ts";
import { membersQuery } from "./scanning.query.ts";
import type { Campaign } from "./scanning.query.ts";

interface CampaignMembersPanelProps {
  readonly campaign: Campaign;
  readonly members: NonNullable<Campaign["members"]>;
}

/** For the clearinghouse: whom the campaign was offered to, what each answered, and whom else to invite. */
export function CampaignMembersPanel({ campaign, members }: CampaignMembersPanelProps) {
  return (
    <Panel heading={t("scanning.members")}>
      <DataTable
        caption={t("scanning.members")}
        captionHidden
        columns={[
          { key: "name", header: t("scanning.members.name"), cell: ({ name }) => <UntrustedText text={name} /> },
          { key: "answer", header: t("scanning.members.answer"), cell: ({ answer }) => <StatusTag state={answer} words={ANSWER_WORDS} /> },
        ]}
        rows={members}
        rowKey={({ organisationId }) => organisationId}
        empty={<p className="bw-note">{t("scanning.members.none")}</p>}
      />
      {campaign.state !== "ended" && (
        <InviteForm campaignId={campaign.id} invited={members.map(({ organisationId }) => organisationId)} />
      )}
    </Panel>
  );
}

function InviteForm({ campaignId, invited }: { readonly campaignId: string; readonly invited: readonly string[] }) {
  const members = useQuery(membersQuery);
  const others = members.data?.filter(({ organisationId, purposes }) => purposes.includes("campaigns") && !invited.includes(organisationId)) ?? [];
  if (others.length === 0) return <p className="bw-note">{t("scanning.invite.nobody")}</p>;
  return (
    <ActForm
      label={t("scanning.invite")}
      submit={t("scanning.invite")}
      said={t("scanning.invite.said")}
      fields={[]}
      outline
      act={(form) => api.call("POST /campaigns/{id}/members", { params: { id: campaignId }, body: { organisationIds: readChoices(form, "organisationIds") } })}
    >
      {() => <AnyOf legend={t("scanning.invite.whom")} name="organisationIds" choices={others.map(({ organisationId, name }) => ({ value: organisationId, label: <UntrustedText text={name} /> }))} />}
    </ActForm>
  );
}
