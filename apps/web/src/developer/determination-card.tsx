import { Link } from "@tanstack/react-router";
import { api } from "../api.ts";
import { DETERMINATION_STATES, OUTCOMES } from "../determination/determination.words.ts";
import type { Determination } from "../determination/determination.words.ts";
import { t } from "../messages.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";

interface DeterminationCardProps {
  readonly determination: Determination;
  readonly mayAsk: boolean;
}

/** One request: where it stands, and what came of it. */
export function DeterminationCard({ determination, mayAsk }: DeterminationCardProps) {
  const { state, stages, leasedUntil, result, reconsiders } = determination;
  return (
    <article className="bw-card">
      <div className="bw-panel__top">
        <h3>{t(reconsiders ? "developer.determination.again" : "developer.determination.request")}</h3>
        <StatusTag state={state} words={DETERMINATION_STATES} />
      </div>
      {result && <Result determination={determination} result={result} mayAsk={mayAsk} />}
      {leasedUntil && (
        <p className="bw-note">
          {t("developer.determination.lease")} <DateTime at={leasedUntil} />
        </p>
      )}
      <details className="bw-details" open={result === null}>
        <summary>{t("developer.determination.stages")}</summary>
        <Timeline
          label={t("developer.determination.stages")}
          events={stages.map(({ stage, at }) => ({ key: `${stage} ${at}`, at, title: t(DETERMINATION_STATES[stage].label) }))}
        />
      </details>
    </article>
  );
}

interface ResultProps extends DeterminationCardProps {
  readonly result: NonNullable<Determination["result"]>;
}

function Result({ determination, result, mayAsk }: ResultProps) {
  return (
    <>
      <p className="bw-outcome">{t(OUTCOMES[result.outcome])}</p>
      <p className="bw-measure">
        <UntrustedText text={result.releasableText} />
      </p>
      <p className="bw-note">{t("developer.determination.noDuty")}</p>
      <DefinitionList
        items={[
          { term: t("developer.determination.signedAt"), detail: <DateTime at={result.signedAt} /> },
          { term: t("developer.determination.sealedAt"), detail: <DateTime at={result.sealedAt} /> },
          { term: t("developer.determination.standard"), detail: `${result.standard.id} ${result.standard.version}` },
          { term: t("developer.determination.set"), detail: `${result.benchmarkSet.id} ${result.benchmarkSet.version}` },
          { term: t("determination.page.proof"), detail: t(`determination.proof.${result.proof}`) },
          { term: t("developer.determination.superseded"), detail: result.supersededBy && <code className="bw-code">{result.supersededBy}</code> },
        ]}
      />
      <OfflineCheck requestId={determination.id} />
      {mayAsk && result.supersededBy === null && <AskAgain requestId={determination.id} />}
    </>
  );
}

/** The developer need not believe this page: the file holds everything that the check needs but the key. */
function OfflineCheck({ requestId }: { readonly requestId: string }) {
  const file = `determination-${requestId}.json`;
  const command = `breakwater determination verify ${file} --key @ledger.key`;
  return (
    <Disclosure summary={t("developer.check.heading")}>
      <ol className="usa-list">
        <li>
          <p>{t("developer.check.bundle")}</p>
          <DownloadButton
            label={t("developer.check.downloadBundle")}
            fileName={file}
            read={() => api.call("GET /determinations/{id}/bundle", { params: { id: requestId } })}
          />
        </li>
        <li>
          <p>{t("developer.check.key")}</p>
          <DownloadButton
            label={t("developer.check.downloadKey")}
            fileName="ledger.key"
            read={async () => {
              const { verifierKey, furtherKeys } = await api.call("GET /ledger/checkpoint");
              return `${[verifierKey, ...furtherKeys].join("\n")}\n`;
            }}
          />
        </li>
        <li>
          <p>{t("developer.check.command")}</p>
          <pre className="bw-command">{command}</pre>
          <CopyButton text={command} what={t("developer.check.what")} />
        </li>
      </ol>
    </Disclosure>
  );
}

/** Where the facts are given, with the whole line of it. */
function AskAgain({ requestId }: { readonly requestId: string }) {
  return (
    <p className="bw-after-heading">
      <Link to="/developer/determinations/$id" params={{ id: requestId }} className="usa-link">
        {t("developer.reconsider.trigger")}
      </Link>
    </p>
  );
}
