import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useRouter } from "@tanstack/react-router";
import { api } from "../api.ts";
import type { Person } from "../api.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { useForgetEverything } from "../shell/session.ts";
import { goToProvider } from "../sign-in/provider.ts";
import { mayBeTold } from "../webhooks/webhook-words.ts";
import { ownProviderQuery, sessionsQuery } from "./account.query.ts";
import type { OpenSession } from "./account.query.ts";
import { CardsPanel } from "./cards-panel.tsx";
import { PasskeysPanel } from "./passkeys-panel.tsx";
import { ProofsPanel } from "./proofs-panel.tsx";

export function AccountPage() {
  return (
    <div className="bw-page">
      <ForRoles roles="everyone">
        {(person) => (
          <>
            <PageHeading title={t("account.title")} lead={t("account.lead", { name: person.name, organisation: person.organisationName })} actions={<AccountLinks person={person} />} />
            <ProofsPanel />
            <PasskeysPanel />
            <CardsPanel />
            <ProviderPanel />
            <SessionsPanel />
            <LeavePanel organisation={person.organisationName} />
          </>
        )}
      </ForRoles>
    </div>
  );
}

function AccountLinks({ person }: { readonly person: Person }) {
  return (
    <>
      <LinkButton to="/account/clients" outline>
        {t("account.clients")}
      </LinkButton>
      {mayBeTold(person) && (
        <LinkButton to="/webhooks" outline>
          {t("webhooks.title")}
        </LinkButton>
      )}
    </>
  );
}

function SessionsPanel() {
  const sessions = useQuery(sessionsQuery);
  const leaveAll = useSignedOut(() => api.call("DELETE /sessions"));
  return (
    <Panel heading={t("account.sessions")} actions={<ConfirmDialog trigger={t("account.endAll")} heading={t("account.endAll")} confirm={t("account.endAll")} onConfirm={leaveAll} ends>{t("account.endAllWords")}</ConfirmDialog>}>
      <QueryView query={sessions}>
        {(rows) => (
          <DataTable
            caption={t("account.sessions")}
            captionHidden
            rows={rows}
            rowKey={(row) => row.id}
            empty={null}
            columns={[
              { key: "agent", header: t("account.session.agent"), cell: (row) => `${row.agent ?? t("account.session.program")}${row.current ? ` ${t("account.session.current")}` : ""}` },
              { key: "method", header: t("account.session.method"), cell: (row) => t(`account.method.${row.method}`) },
              { key: "used", header: t("account.session.used"), cell: (row) => <DateTime at={row.lastUsedAt ?? row.openedAt} /> },
              { key: "end", header: t("account.session.end"), cell: (row) => (row.current ? null : <EndSession session={row} />) },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}

/** Nothing, where the organisation has no sign-in of its own. */
function ProviderPanel() {
  const { data } = useQuery(ownProviderQuery);
  const provider = data?.provider;
  const connect = useMutation({ mutationFn: (id: string) => goToProvider(id, "connect", "/account") });
  if (!provider) return null;
  return (
    <Panel heading={t("account.provider")}>
      <p>
        <UntrustedText text={provider.issuer} />
      </p>
      <p>{t(data.connected ? "account.provider.connected" : "account.provider.not")}</p>
      {!data.connected && (
        <div>
          <FormProblem error={connect.error} />
          <Button type="button" outline disabled={connect.isPending} onClick={() => connect.mutate(provider.id)}>
            {t("account.provider.connect")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function EndSession({ session }: { readonly session: OpenSession }) {
  const end = useAct({ perform: () => api.call("DELETE /sessions/{id}", { params: { id: session.id } }), said: t("account.session.ended") });
  return (
    <ConfirmDialog trigger={t("account.session.end")} heading={t("account.session.end")} confirm={t("account.session.end")} onConfirm={() => end.mutateAsync()}>
      {t("account.session.endWords")}
    </ConfirmDialog>
  );
}

function LeavePanel({ organisation }: { readonly organisation: string }) {
  const leave = useSignedOut(() => api.call("POST /account/leaving"));
  return (
    <Panel heading={t("account.leave")}>
      <p>{t("account.leaveWords", { organisation })}</p>
      <ConfirmDialog trigger={t("account.leave")} heading={t("account.leave")} confirm={t("account.leave")} onConfirm={leave} ends>
        {t("account.leaveSure", { organisation })}
      </ConfirmDialog>
    </Panel>
  );
}

/** An act that ends this very session: the pages forget whom they showed. */
function useSignedOut(act: () => Promise<unknown>): () => Promise<void> {
  const router = useRouter();
  const forgetEverything = useForgetEverything();
  return async () => {
    await act();
    await forgetEverything();
    await router.navigate({ to: "/" });
  };
}
