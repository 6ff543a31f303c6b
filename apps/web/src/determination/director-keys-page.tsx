import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";

type Commitments = Reply<"GET /determination-commitments">;

// What the enclave sends comes by files, some seconds after it was done there.
const LOOK_AGAIN_MS = 5_000;

const commitmentsQuery = queryOptions({ queryKey: ["determination-commitments"], queryFn: () => api.call("GET /determination-commitments"), refetchInterval: LOOK_AGAIN_MS });
const offeredQuery = queryOptions({ queryKey: ["director-keys", "offered"], queryFn: () => api.call("GET /director-keys/offered"), refetchInterval: LOOK_AGAIN_MS });

/** By whose key determinations are signed, for whoever relies on it; an administrator takes a key up here after a loss. */
export function DirectorKeysPage() {
  return (
    <div className="bw-page">
      <ForRoles roles="everyone">
        {(person) => (
          <>
            <PageHeading title={t("directorKeys.title")} lead={t("directorKeys.lead")} />
            {person.roles.includes("administrator") && <Offered />}
            <Keys />
          </>
        )}
      </ForRoles>
    </div>
  );
}

function Offered() {
  const query = useQuery(offeredQuery);
  return (
    <QueryView query={query}>
      {({ offeredKeys }) => (
        <>
          {offeredKeys.map(({ keyId, proposedByMe }) => (
            <Panel key={keyId} heading={t("directorKeys.offered")}>
              <p className="bw-measure">{t("directorKeys.offeredWords")}</p>
              {proposedByMe === true ? (
                <p className="bw-measure">{t("directorKeys.waitsForOther")}</p>
              ) : (
                <ActForm
                  label={t("directorKeys.offered")}
                  submit={t("directorKeys.submit")}
                  said={t("directorKeys.said")}
                  fields={["fingerprint"]}
                  act={(form) => api.call("POST /director-key", { body: { fingerprint: readText(form, "fingerprint").replaceAll(/\s/g, "").toLowerCase() } })}
                >
                  {(error) => <AreaField label={t("directorKeys.typeIn")} name="fingerprint" hint={t("directorKeys.typeInHint")} rows={3} maxLength={100} error={error} />}
                </ActForm>
              )}
            </Panel>
          ))}
        </>
      )}
    </QueryView>
  );
}

function Keys() {
  const query = useQuery(commitmentsQuery);
  return (
    <QueryView query={query}>
      {({ directorKeys, delegations }) => (
        <>
          <Panel heading={t("directorKeys.keys")}>
            <DataTable
              caption={t("directorKeys.keys")}
              captionHidden
              rows={directorKeys}
              rowKey={({ keyId }) => keyId}
              empty={<EmptyState title={t("directorKeys.none")}><p>{t("directorKeys.lead")}</p></EmptyState>}
              columns={[
                { key: "key", header: t("directorKeys.fingerprint"), cell: ({ keyId }) => <Fingerprint of={keyId} /> },
                { key: "came", header: t("directorKeys.cameBy"), cell: ({ cameBy }) => t(`directorKeys.${cameBy}`) },
                { key: "since", header: t("directorKeys.since"), cell: ({ recordedAt }) => <DateTime at={recordedAt} /> },
              ]}
            />
          </Panel>
          <Delegations delegations={delegations} />
        </>
      )}
    </QueryView>
  );
}

function Delegations({ delegations }: { readonly delegations: Commitments["delegations"] }) {
  return (
    <Panel heading={t("directorKeys.delegations")}>
      <DataTable
        caption={t("directorKeys.delegations")}
        captionHidden
        rows={delegations}
        rowKey={({ delegationId }) => delegationId}
        empty={<p>{t("directorKeys.noDelegations")}</p>}
        columns={[
          { key: "key", header: t("directorKeys.fingerprint"), cell: ({ keyId }) => <Fingerprint of={keyId} /> },
          { key: "from", header: t("directorKeys.from"), cell: ({ validFrom }) => <DateTime at={validFrom} /> },
          { key: "until", header: t("directorKeys.until"), cell: ({ validUntil }) => <DateTime at={validUntil} /> },
          { key: "ended", header: t("directorKeys.endedAt"), cell: ({ endedAt }) => endedAt && <DateTime at={endedAt} /> },
        ]}
      />
    </Panel>
  );
}

/** Four digits at a time, as it is read out. */
function Fingerprint({ of }: { readonly of: string }) {
  return <span className="bw-fingerprint">{(of.match(/.{1,4}/g) ?? []).join(" ")}</span>;
}
