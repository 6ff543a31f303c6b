import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { AreaField, TextField } from "../parts/fields.tsx";
import { readOptionalText, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { RUNNERS } from "./scanning-roles.ts";
import { exchangeKeyQuery, peersQuery } from "./scanning.query.ts";
import type { Peer } from "./scanning.query.ts";

export function PeersPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={RUNNERS}>{({ roles }) => <Peers mayName={roles.includes("clearinghouse-director")} />}</ForRoles>
    </div>
  );
}

/** Other clearinghouses whose owners' wishes are honoured here too. */
function Peers({ mayName }: { readonly mayName: boolean }) {
  const peers = useQuery(peersQuery);
  return (
    <>
      <PageHeading eyebrow={t("scanning.menu.campaigns")} title={t("scanning.peers.title")} lead={t("scanning.peers.lead")} />
      <QueryView query={peers}>
        {(found) => (
          <>
            {found.length === 0 && <p className="bw-measure">{t("scanning.peers.none")}</p>}
            {found.map((peer) => (
              <PeerPanel key={peer.id} peer={peer} mayEnd={mayName} />
            ))}
          </>
        )}
      </QueryView>
      {mayName && <AddPeer />}
      <OwnKey />
    </>
  );
}

function PeerPanel({ peer: { id, name, url, keyId, optOuts, routes, fixes, pulledAt, problem }, mayEnd }: { readonly peer: Peer; readonly mayEnd: boolean }) {
  const params = { id };
  const end = useAct({ perform: () => api.call("POST /exchange/peers/{id}/end", { params }), said: t("scanning.peers.ended") });
  return (
    <Panel heading={name}>
      <DefinitionList
        items={[
          { term: t("scanning.peers.url"), detail: <UntrustedText text={url} /> },
          { term: t("scanning.peers.key"), detail: <code className="bw-digest">{keyId}</code> },
          { term: t("scanning.peers.optOuts"), detail: String(optOuts) },
          { term: t("scanning.peers.routes"), detail: String(routes) },
          { term: t("scanning.peers.fixes"), detail: String(fixes) },
          { term: t("scanning.peers.pulledAt"), detail: pulledAt ? <DateTime at={pulledAt} /> : t("scanning.peers.never") },
          { term: t("scanning.peers.problem"), detail: problem && <UntrustedText text={problem} /> },
        ]}
      />
      <div className="bw-actions bw-after-heading">
        <ActButton outline label={t("scanning.peers.pull")} said={t("scanning.peers.pulled")} act={() => api.call("POST /exchange/peers/{id}/pull", { params })} />
        {mayEnd && (
          <ConfirmDialog trigger={t("scanning.peers.end")} heading={t("scanning.peers.endHeading")} confirm={t("scanning.peers.end")} onConfirm={() => end.mutateAsync()} ends>
            <p>{t("scanning.peers.endWords")}</p>
          </ConfirmDialog>
        )}
      </div>
    </Panel>
  );
}

function AddPeer() {
  return (
    <Panel heading={t("scanning.peers.add")}>
      <ActForm
        label={t("scanning.peers.add")}
        submit={t("scanning.peers.add")}
        said={t("scanning.peers.added")}
        fields={["name", "url", "publicKeyPem", "token"]}
        act={(form) =>
          api.call("POST /exchange/peers", { body: { name: readText(form, "name"), url: readText(form, "url"), publicKeyPem: readText(form, "publicKeyPem"), token: readOptionalText(form, "token") } })
        }
      >
        {(error) => (
          <>
            <TextField label={t("scanning.peers.name")} name="name" maxLength={120} error={error} />
            <TextField label={t("scanning.peers.url")} name="url" type="url" maxLength={300} error={error} />
            <AreaField label={t("scanning.peers.publicKey")} name="publicKeyPem" hint={t("scanning.peers.publicKeyHint")} rows={3} maxLength={300} error={error} />
            <TextField label={t("scanning.peers.token")} name="token" type="password" hint={t("scanning.peers.tokenHint")} maxLength={4000} optional error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}

function OwnKey() {
  const key = useQuery(exchangeKeyQuery);
  return (
    <Panel heading={t("scanning.peers.own")}>
      <p className="bw-measure">{t("scanning.peers.ownWords")}</p>
      <QueryView query={key}>
        {({ publicKeyPem }) => (
          <>
            <UntrustedText text={publicKeyPem} block />
            <CopyButton text={publicKeyPem} what={t("scanning.peers.ownWhat")} />
          </>
        )}
      </QueryView>
    </Panel>
  );
}
