import type { Role } from "#contracts/access";
import { api } from "../api.ts";
import type { Person } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AnyOf, TextField } from "../parts/fields.tsx";
import { readChoices, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import type { House, Householder } from "./people.query.ts";
import { ExportPanel } from "./export-panel.tsx";
import { KeyPanel } from "./key-panel.tsx";
import { ProposalsPanel } from "./proposals-panel.tsx";
import { SignInPanel } from "./sign-in-panel.tsx";

interface HousePanelsProps {
  readonly house: House;
  /** Who looks: an administrator helps to keep it, and takes nothing from it. */
  readonly person: Person;
}

export function HousePanels({ house, person }: HousePanelsProps) {
  const { id, kind } = house.organisation;
  const manages = person.organisationId === id && person.roles.includes("organisation-manager");
  const keepsInstallation = kind === "platform" && person.roles.includes("administrator");
  return (
    <>
      {house.proposals.length > 0 && <ProposalsPanel proposals={house.proposals} />}
      <PeoplePanel house={house} />
      <InvitePanel house={house} />
      {house.invitations.length > 0 && <WaitingPanel house={house} />}
      <SignInPanel house={house} manages={manages} />
      {manages && <ExportPanel organisationId={id} />}
      {keepsInstallation && <KeyPanel />}
    </>
  );
}

const toRoles = (roles: readonly Role[]) => roles.map((role) => t(`role.${role}`)).join(", ");
const rolesOffered = (house: House) => house.mayHold.map((role) => ({ value: role, label: t(`role.${role}`) }));

function PeoplePanel({ house }: { readonly house: House }) {
  return (
    <Panel heading={t("people.people")}>
      <DataTable
        caption={t("people.people")}
        captionHidden
        rows={house.people}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t("people.nobody")} />}
        columns={[
          { key: "name", header: t("people.name"), cell: (row) => <NameAndAddress person={row} /> },
          { key: "roles", header: t("people.roles"), cell: (row) => toRoles(row.roles) },
          { key: "keys", header: t("people.passkeys"), cell: (row) => row.passkeys, numeric: true },
          { key: "acts", header: t("people.acts"), cell: (row) => <PersonActs person={row} house={house} /> },
        ]}
      />
    </Panel>
  );
}

function NameAndAddress({ person: { name, email } }: { readonly person: Pick<Householder, "name" | "email"> }) {
  return (
    <>
      <UntrustedText text={name} />
      <span className="bw-subline">
        <UntrustedText text={email} />
      </span>
    </>
  );
}

function PersonActs({ person, house }: { readonly person: Householder; readonly house: House }) {
  const params = { id: person.id };
  const signOut = useAct({ perform: () => api.call("POST /people/{id}/sign-out", { params }), said: t("people.signedOut") });
  const leave = useAct({ perform: () => api.call("POST /people/{id}/leaving", { params }), said: t("people.hasLeft") });
  const heading = { name: person.name };
  return (
    <>
      <div className="bw-actions">
        <ConfirmDialog trigger={t("people.signOut")} heading={t("people.signOutOf", heading)} confirm={t("people.signOut")} onConfirm={() => signOut.mutateAsync()}>
          {t("people.signOutWords")}
        </ConfirmDialog>
        <ConfirmDialog trigger={t("people.leaves")} heading={t("people.leavesOf", heading)} confirm={t("people.leaves")} onConfirm={() => leave.mutateAsync()} ends>
          {t("people.leavesWords")}
        </ConfirmDialog>
      </div>
      <Disclosure summary={t("people.changeRoles")}>
        <ActForm label={t("people.rolesOf", heading)} submit={t("people.changeRoles")} said={t("people.rolesSent")} fields={["roles"]} outline act={(form) => api.call("POST /people/{id}/roles", { params, body: { roles: readChoices<Role>(form, "roles") } })}>
          {() => <AnyOf legend={t("people.rolesOf", heading)} name="roles" choices={rolesOffered(house)} chosen={person.roles} />}
        </ActForm>
      </Disclosure>
    </>
  );
}

function InvitePanel({ house }: { readonly house: House }) {
  const params = { id: house.organisation.id };
  return (
    <Panel heading={t("people.invite")}>
      <p>{t("people.inviteWords")}</p>
      <ActForm label={t("people.invite")} submit={t("people.sendInvitation")} said={t("people.invited")} fields={["name", "email", "roles"]} act={(form) => api.call("POST /organisations/{id}/invitations", { params, body: { name: readText(form, "name"), email: readText(form, "email"), roles: readChoices<Role>(form, "roles") } })}>
        {(error) => (
          <>
            <TextField label={t("people.name")} name="name" maxLength={200} error={error} />
            <TextField label={t("people.email")} name="email" type="email" error={error} />
            <AnyOf legend={t("people.roles")} name="roles" choices={rolesOffered(house)} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}

function WaitingPanel({ house }: { readonly house: House }) {
  return (
    <Panel heading={t("people.waiting")}>
      <DataTable
        caption={t("people.waiting")}
        captionHidden
        rows={house.invitations}
        rowKey={(row) => row.id}
        empty={null}
        columns={[
          { key: "name", header: t("people.name"), cell: (row) => <NameAndAddress person={row} /> },
          { key: "roles", header: t("people.roles"), cell: (row) => toRoles(row.roles) },
          { key: "until", header: t("people.until"), cell: (row) => <DateTime at={row.expiresAt} /> },
          { key: "withdraw", header: t("people.withdraw"), cell: (row) => <ActButton outline label={t("people.withdraw")} said={t("people.withdrawn")} act={() => api.call("DELETE /invitations/{id}", { params: { id: row.id } })} /> },
        ]}
      />
    </Panel>
  );
}
