import { Alert, AlertText } from "@trussworks/react-uswds";
import { api } from "../api.ts";
import { CLEANUP_STATES, CLEANUP_WAYS, END_REASONS, PURPOSES, VARIANTS, WEIGHTS_WAYS, WINDOW_STATES } from "../engagement/engagement.words.ts";
import type { AccessWindow, Cleanup, Engagement } from "../engagement/engagement.words.ts";
import { TermsList } from "../engagement/terms-list.tsx";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { hasEnded } from "./access.rules.ts";

interface WindowCardProps {
  readonly engagement: Engagement;
  readonly window: AccessWindow;
  readonly manage: boolean;
}

/** One window: its times, its people and its terms. */
export function WindowCard({ engagement, window, manage }: WindowCardProps) {
  const ended = hasEnded(window);
  const running = window.state === "open" || window.state === "paused";
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
          { term: t("developer.window.pausedAt"), detail: window.pausedAt && !ended && <DateTime at={window.pausedAt} /> },
          { term: t("developer.window.endsAt"), detail: !ended && window.endsAt && <DateTime at={window.endsAt} /> },
          { term: t("developer.window.endedAt"), detail: window.endedAt && <DateTime at={window.endedAt} /> },
          { term: t("developer.window.endReason"), detail: window.endReason && t(END_REASONS[window.endReason]) },
        ]}
      />
      <Evaluators engagementId={engagement.id} window={window} />
      <Disclosure summary={t("developer.window.terms")}>
        <TermsList terms={window.terms} digest={window.termsDigest} />
      </Disclosure>
      {!ended && (
        <div className="bw-actions bw-after-heading">
          {manage && window.state === "agreed" && <OpenWindow engagementId={engagement.id} />}
          {window.state === "open" && <PauseWindow engagementId={engagement.id} />}
          {manage && window.state === "paused" && <ResumeWindow engagementId={engagement.id} />}
          <EndWindow engagementId={engagement.id} isOpen={running} />
          {running && <EndForBreach engagementId={engagement.id} />}
        </div>
      )}
    </article>
  );
}

function Evaluators({ engagementId, window }: { readonly engagementId: string; readonly window: AccessWindow }) {
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
        { key: "terms", header: t("developer.evaluators.terms"), cell: TermsWords },
        { key: "grant", header: t("developer.evaluators.grant"), cell: (evaluator) => <GrantWords evaluator={evaluator} /> },
        { key: "cleanup", header: t("developer.evaluators.cleanup"), cell: ({ cleanup }) => <CleanupWords cleanup={cleanup} /> },
        {
          key: "end",
          header: t("developer.evaluators.endColumn"),
          cell: (evaluator) => (hasEnded(window) || evaluator.endedAt ? t("developer.evaluators.over") : <EndEvaluator engagementId={engagementId} evaluator={evaluator} />),
        },
      ]}
    />
  );
}

function TermsWords({ acceptedAt, finishedAt }: AccessWindow["evaluators"][number]) {
  if (!acceptedAt) return t("developer.evaluators.awaited");
  return (
    <>
      <DateTime at={acceptedAt} />
      {finishedAt && (
        <span className="bw-subline">
          {t("developer.evaluators.finished")} <DateTime at={finishedAt} />
        </span>
      )}
    </>
  );
}

function GrantWords({ evaluator: { grant, endedAt, until, terms } }: { readonly evaluator: AccessWindow["evaluators"][number] }) {
  const over = endedAt ?? grant?.revokedAt;
  return (
    <>
      {over ? (
        <>
          {t("developer.evaluators.revoked")} <DateTime at={over} />
        </>
      ) : grant ? (
        <>
          {t("developer.evaluators.until")} <DateTime at={grant.expiresAt} />
        </>
      ) : (
        t("developer.evaluators.noGrant")
      )}
      <span className="bw-subline">{t("developer.evaluators.for", { purpose: t(PURPOSES[terms.purpose]), variant: t(VARIANTS[terms.variant]) })}</span>
      {!grant && until && (
        <span className="bw-subline">
          {t("developer.evaluators.untilOwn")} <DateTime at={until} />
        </span>
      )}
    </>
  );
}

/** One person's access ends alone; the window goes on for the others. */
function EndEvaluator({ engagementId, evaluator: { personId, name } }: { readonly engagementId: string; readonly evaluator: AccessWindow["evaluators"][number] }) {
  const end = useAct({
    perform: () => api.call("POST /engagements/{id}/grants/end", { params: { id: engagementId }, body: { personId } }),
    said: t("developer.evaluators.endSaid"),
  });
  return (
    <ConfirmDialog trigger={t("developer.evaluators.end")} heading={t("developer.evaluators.endHeading", { name: toVisibleText(name) })} confirm={t("developer.evaluators.end")} onConfirm={() => end.mutateAsync()} ends>
      <p>{t("developer.evaluators.endWords")}</p>
    </ConfirmDialog>
  );
}

function CleanupWords({ cleanup }: { readonly cleanup: Cleanup }) {
  const at = cleanup.attestedAt ?? cleanup.dueAt;
  return (
    <>
      <StatusTag state={cleanup.state} words={CLEANUP_STATES} />
      {cleanup.way && <span className="bw-subline">{t(CLEANUP_WAYS[cleanup.way])}</span>}
      {cleanup.weights && <span className="bw-subline">{t("developer.evaluators.weights", { way: t(WEIGHTS_WAYS[cleanup.weights]) })}</span>}
      {cleanup.overdue && <span className="bw-subline">{t("developer.evaluators.overdue")}</span>}
      {at && (
        <span className="bw-subline">
          <DateTime at={at} />
        </span>
      )}
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

function PauseWindow({ engagementId }: { readonly engagementId: string }) {
  const pause = useAct({
    perform: () => api.call("POST /engagements/{id}/window/pause", { params: { id: engagementId } }),
    said: t("developer.window.pauseSaid"),
  });
  return (
    <ConfirmDialog trigger={t("developer.window.pause")} heading={t("developer.window.pauseHeading")} confirm={t("developer.window.pause")} onConfirm={() => pause.mutateAsync()}>
      <p>{t("developer.window.pauseWords")}</p>
    </ConfirmDialog>
  );
}

function ResumeWindow({ engagementId }: { readonly engagementId: string }) {
  const resume = useAct({
    perform: () => api.call("POST /engagements/{id}/window/resumption", { params: { id: engagementId } }),
    said: t("developer.window.resumeSaid"),
  });
  return (
    <ConfirmDialog trigger={t("developer.window.resume")} heading={t("developer.window.resumeHeading")} confirm={t("developer.window.resume")} onConfirm={() => resume.mutateAsync()}>
      <p>{t("developer.window.resumeWords")}</p>
    </ConfirmDialog>
  );
}

function EndForBreach({ engagementId }: { readonly engagementId: string }) {
  const end = useAct({
    perform: () => api.call("POST /engagements/{id}/window/breach", { params: { id: engagementId } }),
    said: t("developer.window.breachSaid"),
  });
  return (
    <ConfirmDialog trigger={t("developer.window.breach")} heading={t("developer.window.breachHeading")} confirm={t("developer.window.breach")} onConfirm={() => end.mutateAsync()} ends>
      <p>{t("developer.window.breachWords")}</p>
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
