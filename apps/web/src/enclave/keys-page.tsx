import { useQuery } from "@tanstack/react-query";
import { enclaveApi } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField, InstantField, SelectField } from "../parts/fields.tsx";
import { readInstant, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { STATUS_ROLES } from "./enclave-roles.ts";
import { keysQuery } from "./enclave.query.ts";
import type { Keys } from "./enclave.query.ts";

/** By whose key determinations are signed: the ceremony of two people, the Director's word for others, and delegates. */
export function KeysPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={STATUS_ROLES}>{() => <KeysView />}</ForRoles>
    </div>
  );
}

function KeysView() {
  const query = useQuery(keysQuery);
  return (
    <QueryView query={query}>
      {(keys) => (
        <>
          <PageHeading title={t("enclave.keys.title")} lead={t("enclave.keys.lead")} />
          <p className="bw-measure">{t(`enclave.keys.standing.${keys.standing}`)}</p>
          {keys.ceremonies.filter(({ state }) => state === "open").map((ceremony) => (
            <CeremonyPanel key={ceremony.id} ceremony={ceremony} />
          ))}
          <KeyPanel keys={keys} />
          {keys.directorKeys.length > 0 && <DirectorsPanel keys={keys} />}
          {keys.directorKeys.length > 0 && <DelegationsPanel keys={keys} />}
        </>
      )}
    </QueryView>
  );
}

function CeremonyPanel({ ceremony }: { readonly ceremony: Keys["ceremonies"][number] }) {
  return (
    <Panel heading={t("enclave.keys.ceremony")}>
      <DefinitionList
        items={[
          { term: t("enclave.keys.purpose"), detail: t(`enclave.keys.begin.${ceremony.kind}`) },
          { term: t("enclave.keys.begunBy"), detail: <UntrustedText text={ceremony.begunBy} /> },
          { term: t("enclave.keys.until"), detail: <DateTime at={ceremony.expiresAt} /> },
        ]}
      />
      {ceremony.fingerprint !== null && (
        <>
          <p>{t("enclave.keys.readOut")}</p>
          <p className="bw-fingerprint">{inGroups(ceremony.fingerprint)}</p>
        </>
      )}
      {ceremony.mayConfirm && (
        <ActForm
          label={t("enclave.keys.ceremony")}
          submit={t("enclave.keys.confirm")}
          said={t("enclave.keys.confirmed")}
          fields={["fingerprint"]}
          act={(form) => enclaveApi.call("POST /keys/ceremony/confirmation", { body: { fingerprint: readText(form, "fingerprint").replaceAll(/\s/g, "").toLowerCase() } })}
        >
          {(error) => <AreaField label={t("enclave.keys.typeIn")} name="fingerprint" hint={t("enclave.keys.typeInHint")} rows={3} maxLength={100} error={error} />}
        </ActForm>
      )}
      <div className="bw-after-heading">
        <ActButton label={t("enclave.keys.withdraw")} said={t("enclave.keys.withdrawn")} outline act={() => enclaveApi.call("POST /keys/ceremony/withdrawal")} />
      </div>
    </Panel>
  );
}

/** Four digits at a time, as it is read out. */
const inGroups = (fingerprint: string): string => (fingerprint.match(/.{1,4}/g) ?? []).join(" ");

function KeyPanel({ keys }: { readonly keys: Keys }) {
  const current = keys.directorKeys.at(-1);
  const former = keys.directorKeys.slice(0, -1);
  const kinds = (["first", "rotation", "replacement"] as const).filter((kind) => keys.acts.includes(`begin-${kind}`));
  const waiting = keys.ceremonies.some(({ state }) => state === "open");
  return (
    <Panel heading={t("enclave.keys.inForce")}>
      {current ? (
        <DefinitionList
          items={[
            { term: t("enclave.keys.fingerprint"), detail: <span className="bw-fingerprint">{inGroups(current.keyId)}</span> },
            { term: t("enclave.keys.cameBy"), detail: t(`enclave.keys.${current.cameBy}`) },
            { term: t("enclave.keys.since"), detail: <DateTime at={current.inForceFrom} /> },
          ]}
        />
      ) : (
        <p className="bw-measure">{t("enclave.keys.none")}</p>
      )}
      {!waiting &&
        kinds.map((kind) => (
          <Disclosure key={kind} summary={t(`enclave.keys.begin.${kind}`)}>
            <p className="bw-measure">{t(`enclave.keys.begin.${kind}Words`)}</p>
            <ActButton label={t(`enclave.keys.begin.${kind}`)} said={t("enclave.keys.begun")} outline={kind === "replacement"} act={() => enclaveApi.call("POST /keys/ceremony", { body: { kind } })} />
          </Disclosure>
        ))}
      {former.length > 0 && (
        <Disclosure summary={t("enclave.keys.former")}>
          <ul className="usa-list">
            {former.map(({ keyId, inForceFrom }) => (
              <li key={keyId}>
                <span className="bw-fingerprint">{inGroups(keyId)}</span> <DateTime at={inForceFrom} />
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </Panel>
  );
}

function DirectorsPanel({ keys }: { readonly keys: Keys }) {
  const may = keys.acts.includes("appoint-director");
  return (
    <Panel heading={t("enclave.keys.directors")}>
      <DataTable
        caption={t("enclave.keys.directors")}
        captionHidden
        rows={keys.directors}
        rowKey={({ id }) => id}
        empty={null}
        columns={[
          { key: "name", header: t("enclave.keys.name"), cell: ({ name }) => <UntrustedText text={name} /> },
          { key: "since", header: t("enclave.keys.appointedAt"), cell: ({ appointedAt }) => <DateTime at={appointedAt} /> },
          ...(may && keys.directors.length > 1
            ? [{ key: "end", header: "", cell: ({ id }: Keys["directors"][number]) => <ActButton label={t("enclave.keys.endAppointment")} said={t("enclave.keys.appointmentEnded")} outline act={() => enclaveApi.call("POST /keys/directors/end", { body: { appointmentId: id } })} /> }]
            : []),
        ]}
      />
      {may && (
        <Disclosure summary={t("enclave.keys.appoint")}>
          <p className="bw-measure">{t("enclave.keys.appointWords")}</p>
          {keys.eligible.length === 0 ? (
            <p>{t("enclave.keys.nobodyEligible")}</p>
          ) : (
            <ActForm label={t("enclave.keys.appoint")} submit={t("enclave.keys.appoint")} said={t("enclave.keys.appointed")} fields={["personId"]} outline act={(form) => enclaveApi.call("POST /keys/directors", { body: { personId: readText(form, "personId") } })}>
              {(error) => <SelectField label={t("enclave.keys.person")} name="personId" choices={keys.eligible.map(({ personId, name }) => ({ value: personId, label: name }))} error={error} />}
            </ActForm>
          )}
        </Disclosure>
      )}
    </Panel>
  );
}

function DelegationsPanel({ keys }: { readonly keys: Keys }) {
  const may = keys.acts.includes("name-delegate");
  return (
    <Panel heading={t("enclave.keys.delegations")}>
      <DataTable
        caption={t("enclave.keys.delegations")}
        captionHidden
        rows={keys.delegations}
        rowKey={({ id }) => id}
        empty={<EmptyState title={t("enclave.keys.noDelegations")}><p>{t("enclave.keys.delegateWords")}</p></EmptyState>}
        columns={[
          { key: "name", header: t("enclave.keys.name"), cell: ({ name }) => <UntrustedText text={name} /> },
          { key: "from", header: t("enclave.keys.from"), cell: ({ from }) => <DateTime at={from} /> },
          { key: "until", header: t("enclave.keys.to"), cell: ({ until, endedAt }) => <DateTime at={endedAt ?? until} /> },
          {
            key: "state", header: t("enclave.stateColumn"),
            cell: ({ live }) => t(live ? "enclave.keys.live" : "enclave.keys.over"),
          },
          ...(may && keys.delegations.some(({ live }) => live)
            ? [{ key: "end", header: "", cell: ({ id, live }: Keys["delegations"][number]) => live && <ActButton label={t("enclave.keys.endDelegation")} said={t("enclave.keys.delegationEnded")} outline act={() => enclaveApi.call("POST /keys/delegations/end", { body: { delegationId: id } })} /> }]
            : []),
        ]}
      />
      {may && (
        <Disclosure summary={t("enclave.keys.delegate")}>
          <p className="bw-measure">{t("enclave.keys.delegateWords")}</p>
          {keys.eligible.length === 0 ? (
            <p>{t("enclave.keys.nobodyEligible")}</p>
          ) : (
            <ActForm
              label={t("enclave.keys.delegate")}
              submit={t("enclave.keys.delegate")}
              said={t("enclave.keys.delegated")}
              fields={["personId", "until"]}
              act={(form) => enclaveApi.call("POST /keys/delegations", { body: { personId: readText(form, "personId"), until: readInstant(form, "until") ?? "" } })}
            >
              {(error) => (
                <>
                  <SelectField label={t("enclave.keys.person")} name="personId" choices={keys.eligible.map(({ personId, name }) => ({ value: personId, label: name }))} error={error} />
                  <InstantField label={t("enclave.keys.untilField")} name="until" at={null} error={error} />
                </>
              )}
            </ActForm>
          )}
        </Disclosure>
      )}
    </Panel>
  );
}
