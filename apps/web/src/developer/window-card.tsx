import { Alert, AlertText } from "@trussworks/react-uswds";
import { api } from "../api.ts";
import { CLEANUP_STATES, CLEANUP_WAYS, END_REASONS, WINDOW_STATES } from "../engagement/engagement.words.ts";
import type { AccessWindow, Cleanup, Engagement } from "../engagement/engagement.words.ts";
import { TermsList } from "../engagement/terms-list.tsx";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";

interface WindowCardProps {
  readonly engagement: Engagement;
  readonly window: AccessWindow;
  readonly manage: boolean;
}

/** One window: its times, its people and its terms. */
export function WindowCard({ engagement, window, manage }: WindowCardProps) {
  const ended = window.state === "ended";
  return (
    <article className="bw-card">
      <div className="bw-panel__top">
        <h3>{t("developer.window.heading")}</h3>
        <StatusTag state={window.state} words={WINDOW_STATES} />
      </div>
      {window.warnings.map((warning) => (
        <Alert key={warning} type="warning" slim>
          <AlertText>{t(`developer.window.warning.${warning}`)}</AlertText>
        </Alert>
      ))}
      <DefinitionList
        items={[
          { term: t("developer.window.proposedAt"), detail: <DateTime at={window.proposedAt} /> },
          { term: t("developer.window.openedAt"), detail: window.openedAt && <DateTime at={window.openedAt} /> },
          { term: t("developer.window.endsAt"), detail: !ended && window.endsAt && <DateTime at={window.endsAt} /> },
          { term: t("developer.window.endedAt"), detail: window.endedAt && <DateTime at={window.endedAt} /> },
          { term: t("developer.window.endReason"), detail: window.endReason && t(END_REASONS[window.endReason]) },
        ]}
      />
      <Evaluators window={window} />
      <Disclosure summary={t("developer.window.terms")}>
        <TermsList terms={window.terms} digest={window.termsDigest} />
      </Disclosure>
      {!ended && (
        <div className="bw-actions bw-after-heading">
          {manage && window.state === "agreed" && <OpenWindow engagementId={engagement.id} />}
          <EndWindow engagementId={engagement.id} isOpen={window.state === "open"} />
        </div>
      )}
    </article>
  );
}

function Evaluators({ window }: { readonly window: AccessWindow }) {
  return (
    <DataTable
      caption={t("developer.evaluators.caption")}
      rows={window.evaluators}
      rowKey={({ personId }) => personId}
      empty={null}
      columns={[
        {
          key: "name",
          header: t("developer.evaluators.name"),
          cell: ({ name, organisationName }) => (
            <>
              <UntrustedText text={name} />
              <span className="bw-subline">
                <UntrustedText text={organisationName} />
              </span>
            </>
          ),
        },
        { key: "terms", header: t("developer.evaluators.terms"), cell: ({ acceptedAt }) => (acceptedAt ? <DateTime at={acceptedAt} /> : t("developer.evaluators.awaited")) },
        { key: "grant", header: t("developer.evaluators.grant"), cell: ({ grant }) => <GrantWords grant={grant} /> },
        { key: "cleanup", header: t("developer.evaluators.cleanup"), cell: ({ cleanup }) => <CleanupWords cleanup={cleanup} /> },
      ]}
    />
  );
}

function GrantWords({ grant }: { readonly grant: AccessWindow["evaluators"][number]["grant"] }) {
  if (!grant) return t("developer.evaluators.noGrant");
  return (
    <>
      {t(grant.revokedAt ? "developer.evaluators.revoked" : "developer.evaluators.until")} <DateTime at={grant.revokedAt ?? grant.expiresAt} />
    </>
  );
}

function CleanupWords({ cleanup }: { readonly cleanup: Cleanup }) {
  const at = cleanup.attestedAt ?? cleanup.dueAt;
  return (
    <>
      <StatusTag state={cleanup.state} words={CLEANUP_STATES} />
      {cleanup.way && <span className="bw-subline">{t(CLEANUP_WAYS[cleanup.way])}</span>}
      {at && <DateTime at={at} />}
    </>
  );
}

function OpenWindow({ engagementId }: { readonly engagementId: string }) {
  const open = useAct({
    perform: () => api.call("POST /engagements/{id}/window", { params: { id: engagementId } }),
    said: t("developer.window.openSaid"),
  });
  return (
    <ConfirmDialog
      trigger={t("developer.window.open")}
      heading={t("developer.window.openHeading")}
      confirm={t("developer.window.open")}
      onConfirm={() => open.mutateAsync()}
    >
      <p>{t("developer.window.openWords")}</p>
    </ConfirmDialog>
  );
}

function EndWindow({ engagementId, isOpen }: { readonly engagementId: string; readonly isOpen: boolean }) {
  const end = useAct({
    perform: () => api.call("POST /engagements/{id}/window/end", { params: { id: engagementId } }),
    said: t(isOpen ? "developer.window.endSaid" : "developer.window.takeBackSaid"),
  });
  const act = t(isOpen ? "developer.window.end" : "developer.window.takeBack");
  return (
    <ConfirmDialog trigger={act} heading={t("developer.window.endHeading", { act })} confirm={act} onConfirm={() => end.mutateAsync()} ends={isOpen}>
      <p>{t(isOpen ? "developer.window.endWords" : "developer.window.takeBackWords")}</p>
    </ConfirmDialog>
  );
}
