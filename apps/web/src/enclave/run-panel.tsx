import { useQuery } from "@tanstack/react-query";
import { enclaveApi } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { AlarmsList } from "./alarms-list.tsx";
import { progressQuery } from "./enclave.query.ts";
import type { Request } from "./enclave.query.ts";
import { RUN_STATES } from "./enclave.words.ts";

/** The benchmark run: begun by the analyst, then moving by itself. */
export function RunPanel({ request }: { readonly request: Request }) {
  const { run } = request;
  return (
    <Panel heading={t("enclave.runPanel.heading")} actions={run && <StatusTag state={run.state} words={RUN_STATES} />}>
      {run && <RunFacts run={run} />}
      {/* Null for whoever may not read what a run found. */}
      {run?.state === "running" && run.alarms !== null && <RunProgress requestId={request.id} />}
      {run?.alarms && <AlarmsList alarms={run.alarms} />}
      {request.acts.includes("run") && (
        <div className="bw-stack bw-after-heading">
          <p className="bw-measure">{t("enclave.runPanel.words")}</p>
          <ActButton
            label={t(run ? "enclave.runPanel.again" : "enclave.runPanel.begin")}
            said={t("enclave.runPanel.said")}
            act={() => enclaveApi.call("POST /requests/{id}/run", { params: { id: request.id } })}
          />
        </div>
      )}
    </Panel>
  );
}

function RunFacts({ run }: { readonly run: NonNullable<Request["run"]> }) {
  return (
    <>
      {run.total > 0 ? (
        <>
          <div className="bw-meter__words">
            <span>{t("enclave.runPanel.progress")}</span>
            <strong aria-live="polite">{t("enclave.runPanel.samples", { done: run.done, total: run.total })}</strong>
          </div>
          <progress className="bw-live__bar" aria-label={t("enclave.runPanel.progress")} value={run.done} max={run.total} />
        </>
      ) : (
        <p>{t("enclave.runPanel.probing")}</p>
      )}
      <div className="bw-after-heading">
        <DefinitionList
          items={[
            { term: t("enclave.runPanel.startedAt"), detail: <DateTime at={run.startedAt} /> },
            { term: t("enclave.runPanel.finishedAt"), detail: run.finishedAt && <DateTime at={run.finishedAt} /> },
            { term: t("enclave.runPanel.attempt"), detail: run.attempt > 1 && String(run.attempt) },
            { term: t("enclave.runPanel.reason"), detail: run.reason && <UntrustedText text={run.reason} /> },
          ]}
        />
      </div>
    </>
  );
}

/** What is spent and whether the sandboxes hold; not what the run finds, which is sealed before anybody sees it. */
function RunProgress({ requestId }: { readonly requestId: string }) {
  const { data } = useQuery(progressQuery(requestId));
  if (!data?.progress) return null;
  const { begun, ended, expected, tokens, probes, newestAt } = data.progress;
  return (
    <div className="bw-after-heading">
      <DefinitionList
        items={[
          { term: t("enclave.progress.samples"), detail: t("enclave.progress.samplesOf", { ended, open: begun - ended, expected }) },
          { term: t("enclave.progress.tokens"), detail: tokens.toLocaleString("en-GB") },
          { term: t("enclave.progress.probes"), detail: t("enclave.progress.probesOf", { rounds: probes.rounds, failed: probes.failed }) },
          { term: t("enclave.progress.alarms"), detail: String(probes.alarms) },
          { term: t("enclave.progress.newestAt"), detail: newestAt && <DateTime at={newestAt} /> },
        ]}
      />
    </div>
  );
}
