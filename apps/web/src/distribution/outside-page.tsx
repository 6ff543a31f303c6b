import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, AlertText, Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { formatCount } from "../format.ts";
import { t, tCount } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { TextField } from "../parts/fields.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import type { StatusWords } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { KEEPING } from "./distribution-roles.ts";
import { advisoryFeedsQuery, outsideAdvisoriesQuery } from "./distribution.query.ts";
import type { AdvisoryFeed, OutsideAdvisory } from "./distribution.query.ts";

// The server's own bound, told before any byte is sent.
const MOST_BYTES = 64 * 1024 * 1024;

type Freshness = "fresh" | "stale" | "stopped" | "never";
const FRESHNESS: StatusWords<Freshness> = {
  fresh: { label: "clearinghouse.feed.fresh", tone: "good" },
  stale: { label: "clearinghouse.feed.stale", tone: "urgent" },
  stopped: { label: "distribution.feed.stopped", tone: "ended" },
  never: { label: "clearinghouse.feed.never", tone: "attention" },
};

const STATES: StatusWords<OutsideAdvisory["state"]> = {
  current: { label: "distribution.outside.current", tone: "good" },
  withdrawn: { label: "distribution.outside.withdrawn", tone: "ended" },
};

const PROOFS: Readonly<Record<OutsideAdvisory["proof"], MessageKey>> = { signature: "distribution.proof.signature", digest: "distribution.proof.digest", uploaded: "distribution.proof.uploaded" };

/** Advisories by others: where they come from, how fresh they are, and what is there. */
export function OutsidePage() {
  return (
    <div className="bw-page">
      <ForRoles roles={KEEPING}>
        {({ roles }) => {
          const mayKeep = roles.includes("clearinghouse-analyst");
          return (
            <>
              <PageHeading eyebrow={t("distribution.title")} title={t("distribution.outside.title")} lead={t("distribution.outside.lead")} />
              <Feeds mayKeep={mayKeep} />
              {mayKeep && <ImportPanel />}
              <AdvisoriesPanel />
            </>
          );
        }}
      </ForRoles>
    </div>
  );
}

function Feeds({ mayKeep }: { readonly mayKeep: boolean }) {
  const feeds = useQuery(advisoryFeedsQuery);
  return (
    <Panel heading={t("distribution.feeds")}>
      <QueryView query={feeds}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState title={t("distribution.feeds.none")} />
          ) : (
            <ul className="bw-inventories">
              {found.map((feed) => (
                <FeedItem key={feed.id} feed={feed} mayKeep={mayKeep} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {mayKeep && (
        <Disclosure summary={t("distribution.feed.add")}>
          <ActForm label={t("distribution.feed.add")} submit={t("distribution.feed.add")} said={t("distribution.feed.added")} fields={["url"]} act={(form) => api.call("POST /advisory-feeds", { body: { url: readText(form, "url") } })}>
            {(error) => <TextField label={t("distribution.feed.url")} name="url" type="url" hint={t("distribution.feed.urlHint")} maxLength={500} error={error} />}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}

function freshnessOf({ state, succeededAt, isStale }: AdvisoryFeed): Freshness {
  if (state === "stopped") return "stopped";
  if (succeededAt === null) return "never";
  return isStale ? "stale" : "fresh";
}

function FeedItem({ feed, mayKeep }: { readonly feed: AdvisoryFeed; readonly mayKeep: boolean }) {
  const params = { id: feed.id };
  return (
    <li className="bw-inventory">
      <div className="bw-inventory__top">
        <h3>
          <UntrustedText text={feed.publisher ?? feed.url} />
        </h3>
        <StatusTag state={freshnessOf(feed)} words={FRESHNESS} />
      </div>
      {feed.fault && (
        <Alert type="warning" slim>
          <AlertText>
            <UntrustedText text={feed.fault} />
          </AlertText>
        </Alert>
      )}
      <DefinitionList
        items={[
          { term: t("distribution.feed.url"), detail: <UntrustedText text={feed.url} /> },
          { term: t("distribution.feed.succeeded"), detail: feed.succeededAt && <DateTime at={feed.succeededAt} /> },
          { term: t("distribution.feed.checked"), detail: feed.checkedAt && <DateTime at={feed.checkedAt} /> },
          { term: t("distribution.feed.documents"), detail: formatCount(feed.documents) },
        ]}
      />
      {mayKeep && feed.state === "active" && (
        <div className="bw-actions bw-after-heading">
          <ActButton label={t("distribution.feed.check")} said={t("distribution.feed.checking")} act={() => api.call("POST /advisory-feeds/{id}/check", { params })} />
          <ActButton label={t("distribution.feed.stop")} said={t("distribution.feed.stoppedSaid")} outline act={() => api.call("POST /advisory-feeds/{id}/stop", { params })} />
        </div>
      )}
    </li>
  );
}

function ImportPanel() {
  const [file, setFile] = useState<File>();
  const queryClient = useQueryClient();
  const importing = useMutation({
    mutationFn: (content: File) => api.call("POST /outside-advisories", { query: { fileName: content.name }, body: content }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["distribution"] }),
  });
  const report = importing.data;
  return (
    <Panel heading={t("distribution.import")}>
      <FormProblem error={importing.error} />
      <FileDrop label={t("distribution.import.file")} name="file" hint={t("distribution.import.hint")} accept=".json,.ndjson,.jsonl,.zip,application/json,application/zip" maxBytes={MOST_BYTES} onFile={setFile} />
      <div className="bw-actions bw-after-heading">
        <Button type="button" disabled={!file || importing.isPending} onClick={() => file && importing.mutate(file)}>
          {t(importing.isPending ? "parts.dialog.running" : "distribution.import.submit")}
        </Button>
      </div>
      <div aria-live="polite">
        {report && (
          <div className="bw-after-heading bw-inventory__view">
            <p>{t("distribution.import.report", { read: report.read, added: report.added, changed: report.changed, unchanged: report.unchanged, withdrawn: report.withdrawn })}</p>
            <DataTable
              caption={tCount("distribution.import.refused", report.refusedCount)}
              columns={[
                { key: "name", header: t("distribution.import.name"), cell: ({ name }) => <UntrustedText text={name} /> },
                { key: "reason", header: t("operator.inventories.reason"), cell: ({ reason }) => <UntrustedText text={reason} /> },
              ]}
              rows={report.refused}
              rowKey={({ name, reason }) => `${name} ${reason}`}
              empty={null}
            />
          </div>
        )}
      </div>
    </Panel>
  );
}

function AdvisoriesPanel() {
  const advisories = useQuery(outsideAdvisoriesQuery);
  return (
    <Panel heading={t("distribution.outside.newest")}>
      <QueryView query={advisories}>
        {({ advisories: found, total }) => (
          <>
            <DataTable
              caption={tCount("distribution.outside.count", total)}
              columns={[
                { key: "tracking", header: t("distribution.outside.name"), cell: ({ trackingId, title }) => <UntrustedText text={`${trackingId}: ${title}`} /> },
                { key: "publisher", header: t("distribution.outside.publisher"), cell: ({ publisher }) => <UntrustedText text={publisher} /> },
                { key: "released", header: t("distribution.outside.released"), cell: ({ releasedAt }) => releasedAt && <DateTime at={releasedAt} /> },
                { key: "proof", header: t("distribution.proof"), cell: ({ proof }) => t(PROOFS[proof]) },
                { key: "state", header: t("distribution.outside.state"), cell: ({ state }) => <StatusTag state={state} words={STATES} /> },
              ]}
              rows={found}
              rowKey={({ id }) => id}
              empty={<EmptyState title={t("distribution.outside.none")} />}
            />
          </>
        )}
      </QueryView>
    </Panel>
  );
}
