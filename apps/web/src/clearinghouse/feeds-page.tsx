import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, AlertText, Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { formatCount } from "../format.ts";
import { t, tCount } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { TextField } from "../parts/fields.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { readOptionalText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import type { StatusWords } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAnnounce } from "../shell/announcements.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { CLEARINGHOUSE } from "./clearinghouse-roles.ts";
import { feedsQuery } from "./priority.query.ts";
import type { FeedState } from "./priority.query.ts";

// The server's own bound, told before any byte is sent.
const MOST_BYTES = 32 * 1024 * 1024;

const FEEDS: Readonly<Record<FeedState["feed"], { readonly label: MessageKey; readonly means: MessageKey; readonly accept: string }>> = {
  kev: { label: "clearinghouse.feed.kev", means: "clearinghouse.feed.kevMeans", accept: ".json,application/json" },
  epss: { label: "clearinghouse.feed.epss", means: "clearinghouse.feed.epssMeans", accept: ".csv,.gz,text/csv" },
};

const FRESHNESS: StatusWords<"fresh" | "stale" | "never"> = {
  fresh: { label: "clearinghouse.feed.fresh", tone: "good" },
  stale: { label: "clearinghouse.feed.stale", tone: "urgent" },
  never: { label: "clearinghouse.feed.never", tone: "attention" },
};

const FAULTS: Readonly<Record<NonNullable<FeedState["refused"]>["fault"], MessageKey>> = {
  unreadable: "clearinghouse.feed.fault.unreadable",
  older: "clearinghouse.feed.fault.older",
  "from-the-future": "clearinghouse.feed.fault.from-the-future",
  shrunk: "clearinghouse.feed.fault.shrunk",
  unreachable: "clearinghouse.feed.fault.unreachable",
};

export function FeedsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CLEARINGHOUSE}>{({ roles }) => <Feeds mayKeep={roles.includes("clearinghouse-analyst")} />}</ForRoles>
    </div>
  );
}

/** How fresh the lists are that priorities stand on. */
function Feeds({ mayKeep }: { readonly mayKeep: boolean }) {
  const feeds = useQuery(feedsQuery);
  return (
    <>
      <PageHeading eyebrow={t("clearinghouse.menu.queue")} title={t("clearinghouse.feeds.title")} lead={t("clearinghouse.feeds.lead")} />
      <QueryView query={feeds}>
        {(found) => (
          <>
            {found.map((feed) => (
              <FeedPanel key={feed.feed} feed={feed} mayKeep={mayKeep} />
            ))}
          </>
        )}
      </QueryView>
    </>
  );
}

function FeedPanel({ feed, mayKeep }: { readonly feed: FeedState; readonly mayKeep: boolean }) {
  const { taken, refused, cadenceHours, isStale, source } = feed;
  return (
    <Panel heading={t(FEEDS[feed.feed].label)} actions={<StatusTag state={taken === null ? "never" : isStale ? "stale" : "fresh"} words={FRESHNESS} />}>
      <p className="bw-measure">{t(FEEDS[feed.feed].means)}</p>
      {refused && (
        <Alert type="warning" slim>
          <AlertText>
            {t(FAULTS[refused.fault])} <UntrustedText text={refused.detail} /> <DateTime at={refused.at} />
          </AlertText>
        </Alert>
      )}
      <DefinitionList
        items={[
          { term: t("clearinghouse.feed.version"), detail: taken && <UntrustedText text={taken.version} /> },
          { term: t("clearinghouse.feed.released"), detail: taken && <DateTime at={taken.releasedAt} /> },
          { term: t("clearinghouse.feed.age"), detail: taken && tCount("clearinghouse.feed.hours", Math.floor(taken.ageHours)) },
          { term: t("clearinghouse.feed.cadence"), detail: tCount("clearinghouse.feed.within", cadenceHours) },
          { term: t("clearinghouse.feed.records"), detail: taken && formatCount(taken.records) },
          { term: t("clearinghouse.feed.missed"), detail: taken && (taken.missed === 0 ? t("clearinghouse.feed.noneMissed") : tCount("clearinghouse.feed.releases", taken.missed)) },
          { term: t("clearinghouse.feed.source"), detail: source ? <UntrustedText text={source} /> : t("clearinghouse.feed.byFile") },
        ]}
      />
      {mayKeep && (
        <>
          <Disclosure summary={t("clearinghouse.feed.import")}>
            <ImportFeed feed={feed.feed} />
          </Disclosure>
          <Disclosure summary={t("clearinghouse.feed.setSource")}>
            <SourceForm feed={feed} />
          </Disclosure>
        </>
      )}
    </Panel>
  );
}

function ImportFeed({ feed }: { readonly feed: FeedState["feed"] }) {
  const [file, setFile] = useState<File>();
  const [insists, setInsists] = useState(false);
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const importing = useMutation({
    mutationFn: (content: File) => api.call(feed === "kev" ? "POST /feeds/kev" : "POST /feeds/epss", { query: { insist: insists ? "true" : "false" }, body: content }),
    onSuccess: () => announce({ tone: "success", text: t("clearinghouse.feed.taken") }),
    // What was not taken is noted too.
    onSettled: () => queryClient.invalidateQueries(),
  });
  const insistId = `bw-insist-${feed}`;
  return (
    <>
      <FormProblem error={importing.error} />
      <FileDrop label={t("clearinghouse.feed.file")} name="file" accept={FEEDS[feed].accept} maxBytes={MOST_BYTES} onFile={setFile} />
      <div className="usa-checkbox">
        <input id={insistId} className="usa-checkbox__input" type="checkbox" checked={insists} onChange={(event) => setInsists(event.target.checked)} />
        <label htmlFor={insistId} className="usa-checkbox__label">
          {t("clearinghouse.feed.insist")}
        </label>
      </div>
      <div className="bw-actions bw-after-heading">
        <Button type="button" outline disabled={!file || importing.isPending} onClick={() => file && importing.mutate(file)}>
          {t(importing.isPending ? "parts.dialog.running" : "clearinghouse.feed.take")}
        </Button>
      </div>
    </>
  );
}

function SourceForm({ feed: { feed, source } }: { readonly feed: FeedState }) {
  return (
    <ActForm
      label={t("clearinghouse.feed.setSource")}
      submit={t("clearinghouse.feed.saveSource")}
      said={t("clearinghouse.feed.sourceSaid")}
      fields={["url"]}
      outline
      act={(form) => api.call("POST /feeds/source", { body: { feed, url: readOptionalText(form, "url") } })}
    >
      {(error) => <TextField label={t("clearinghouse.feed.url")} name="url" type="url" hint={t("clearinghouse.feed.urlHint")} maxLength={500} defaultValue={source ?? ""} optional error={error} />}
    </ActForm>
  );
}
