import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { INVITING } from "./distribution-roles.ts";

/** A letter that asks an organisation to join, and no more: whoever sends it never learns what came of it. */
export function InvitationsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={INVITING}>{() => <Invite />}</ForRoles>
    </div>
  );
}

const PROMISES = ["distribution.invite.once", "distribution.invite.told", "distribution.invite.silence"] as const;

function Invite() {
  return (
    <>
      <PageHeading eyebrow={t("distribution.title")} title={t("distribution.invite.title")} lead={t("distribution.invite.lead")} />
      <div className="bw-columns">
        <Panel heading={t("distribution.invite.form")}>
          <ActForm label={t("distribution.invite.form")} submit={t("distribution.invite.send")} said={t("distribution.invite.said")} fields={["organisationId"]} act={(form) => api.call("POST /operator-invitations", { body: { organisationId: readText(form, "organisationId") } })}>
            {(error) => <TextField label={t("distribution.invite.organisation")} name="organisationId" hint={t("distribution.invite.organisationHint")} maxLength={40} error={error} />}
          </ActForm>
        </Panel>
        <Panel heading={t("distribution.invite.happens")}>
          <ul className="bw-points">
            {PROMISES.map((key) => (
              <li key={key}>{t(key)}</li>
            ))}
          </ul>
          <p className="bw-after-heading">{t("distribution.invite.notHere")}</p>
          <div className="bw-actions">
            <LinkButton to="/operator/paper" outline>
              {t("operator.paper.title")}
            </LinkButton>
            <LinkButton to="/distribution/paper" outline>
              {t("distribution.paper.title")}
            </LinkButton>
          </div>
        </Panel>
      </div>
    </>
  );
}
