import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { AnyOf, InstantField, SelectField, TextField } from "../parts/fields.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAnnounce } from "../shell/announcements.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { readCampaign } from "./read-campaign.ts";
import { RUNNERS } from "./scanning-roles.ts";
import { AUTHORISATIONS } from "./scanning-words.ts";
import { membersQuery } from "./scanning.query.ts";
import { AmountFields } from "./spending-form.tsx";

const MOST_TARGETS = 200;
const FIELDS = ["title", "startsAt", "endsAt"];

export function OpenCampaignPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={RUNNERS}>{() => <OpenCampaign />}</ForRoles>
    </div>
  );
}

function OpenCampaign() {
  const [rows, setRows] = useState<readonly number[]>([0]);
  const navigate = useNavigate();
  const announce = useAnnounce();
  const queryClient = useQueryClient();
  const open = useMutation({
    mutationFn: (form: FormData) => api.call("POST /campaigns", { body: readCampaign(form, rows) }),
    onSuccess: async ({ id }) => {
      announce({ tone: "success", text: t("scanning.open.said") });
      await queryClient.invalidateQueries({ queryKey: ["campaigns"] });
      await navigate({ to: "/campaigns/$id", params: { id } });
    },
  });
  const { error } = open;
  return (
    <>
      <PageHeading eyebrow={t("scanning.menu.campaigns")} title={t("scanning.campaigns.open")} lead={t("scanning.open.lead")} />
      <form
        className="bw-stack bw-open-campaign"
        aria-label={t("scanning.campaigns.open")}
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate(new FormData(event.currentTarget));
        }}
      >
        <Panel heading={t("scanning.open.what")}>
          <TextField label={t("scanning.open.title")} name="title" maxLength={120} error={error} />
          <div className="bw-questions">
            <InstantField label={t("scanning.campaign.starts")} name="startsAt" at={null} error={error} />
            <InstantField label={t("scanning.campaign.ends")} name="endsAt" at={null} error={error} />
          </div>
        </Panel>
        <Panel heading={t("scanning.budget")}>
          <p className="bw-note">{t("scanning.open.budgetWords")}</p>
          <AmountFields error={error} />
        </Panel>
        <Panel heading={t("scanning.targets")}>
          {rows.map((row, place) => (
            <TargetFields key={row} row={row} place={place} remove={rows.length > 1 ? () => setRows(rows.filter((one) => one !== row)) : undefined} error={error} />
          ))}
          <Button type="button" outline disabled={rows.length >= MOST_TARGETS} onClick={() => setRows([...rows, (rows.at(-1) ?? 0) + 1])}>
            {t("scanning.open.another")}
          </Button>
        </Panel>
        <Invite />
        <FormProblem error={error} fields={FIELDS} />
        <Button type="submit" disabled={open.isPending}>
          {t(open.isPending ? "parts.dialog.running" : "scanning.open.submit")}
        </Button>
      </form>
    </>
  );
}

interface TargetFieldsProps {
  readonly row: number;
  readonly place: number;
  readonly remove: (() => void) | undefined;
  readonly error: unknown;
}

function TargetFields({ row, place, remove, error }: TargetFieldsProps) {
  const name = (field: string) => `target.${row}.${field}`;
  return (
    <fieldset className="usa-fieldset bw-target">
      <legend className="usa-legend">{t("scanning.open.target", { number: place + 1 })}</legend>
      <div className="bw-questions">
        <SelectField
          label={t("scanning.open.kind")}
          name={name("kind")}
          choices={[
            { value: "repository", label: t("findings.repository") },
            { value: "product", label: t("findings.claim.product") },
          ]}
        />
        <TextField label={t("scanning.open.name")} name={name("name")} hint={t("scanning.open.nameHint")} maxLength={300} error={error} />
        <TextField label={t("findings.claim.path")} name={name("path")} maxLength={300} optional error={error} />
        <TextField label={t("findings.weakness")} name={name("weakness")} maxLength={12} optional error={error} />
        <SelectField label={t("scanning.targets.authorisation")} name={name("why")} choices={Object.entries(AUTHORISATIONS).map(([value, label]) => ({ value, label: t(label) }))} />
        <TextField label={t("findings.claim.evidence")} name={name("evidence")} hint={t("findings.claim.evidenceHint")} maxLength={2000} error={error} />
      </div>
      {remove && (
        <Button type="button" unstyled onClick={remove}>
          {t("scanning.open.remove", { number: place + 1 })}
        </Button>
      )}
    </fieldset>
  );
}

function Invite() {
  const members = useQuery(membersQuery);
  const willing = members.data?.filter(({ purposes }) => purposes.includes("campaigns")) ?? [];
  return (
    <Panel heading={t("scanning.invite")}>
      {willing.length === 0 ? (
        <p className="bw-note">{t("scanning.invite.nobody")}</p>
      ) : (
        <AnyOf legend={t("scanning.invite.whom")} name="invite" choices={willing.map(({ organisationId, name }) => ({ value: organisationId, label: <UntrustedText text={name} /> }))} />
      )}
    </Panel>
  );
}
