import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { t } from "../messages.ts";
import { toVisibleText } from "../parts/escape-controls.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { transcriptQuery } from "./enclave.query.ts";
import type { TranscriptEvent } from "./enclave.query.ts";
import { WindowLinks } from "./window-links.tsx";

/** As many as the enclave sends at once. */
const WINDOW = 25;

interface TranscriptViewProps {
  readonly requestId: string;
  readonly sample: string;
  readonly close: () => void;
}

/** What happened in one sample, by window, in the words of the engine that recorded it. */
export function TranscriptView({ requestId, sample, close }: TranscriptViewProps) {
  const [from, setFrom] = useState(0);
  const top = useRef<HTMLDivElement>(null);
  const query = useQuery({ ...transcriptQuery(requestId, { sample, from }), placeholderData: keepPreviousData });
  // Whoever opened it, or went on in it, begins to read at its top.
  const goToTop = () => {
    top.current?.focus();
    top.current?.scrollIntoView({ block: "start" });
  };
  useEffect(goToTop, []);
  const go = (to: number) => {
    setFrom(to);
    goToTop();
  };
  return (
    <div ref={top} tabIndex={-1} className="bw-transcript">
      <Panel
        heading={t("enclave.transcript.heading", { sample: toVisibleText(sample) })}
        actions={
          <button type="button" className="usa-button usa-button--outline" onClick={close}>
            {t("enclave.transcript.close")}
          </button>
        }
      >
        <QueryView query={query}>
          {({ events, total, from: shownFrom }) => (
            <>
              <ol className="bw-transcript__events">
                {events.map((event) => (
                  <li key={event.sequence} className={`bw-event bw-event--${event.tone}`}>
                    <EventView event={event} />
                  </li>
                ))}
              </ol>
              <WindowLinks label={t("enclave.transcript.windows")} from={shownFrom} shown={events.length} total={total} count={WINDOW} go={go} />
            </>
          )}
        </QueryView>
      </Panel>
    </div>
  );
}

function EventView({ event }: { readonly event: TranscriptEvent }) {
  const { sequence, at, kind, title, facts, texts, stages, withheld, digest } = event;
  return (
    <article aria-labelledby={`event-${sequence}`}>
      <header className="bw-event__top">
        <h3 id={`event-${sequence}`}>
          <UntrustedText text={title} />
        </h3>
        <span className="bw-event__place">
          {t("enclave.transcript.place", { sequence, kind: toVisibleText(kind) })} <DateTime at={at} />
        </span>
      </header>
      <DefinitionList items={facts.map(({ term, text }) => ({ term: toVisibleText(term), detail: <UntrustedText text={text} /> }))} />
      {texts.map(({ term, text, folded }, place) =>
        folded ? (
          <Disclosure key={place} summary={toVisibleText(term)}>
            <UntrustedText text={text} block />
          </Disclosure>
        ) : (
          <div key={place} className="bw-event__text">
            {term !== "" && (
              <h4>
                <UntrustedText text={term} />
              </h4>
            )}
            <UntrustedText text={text} block />
          </div>
        ),
      )}
      {stages.length > 0 && (
        <ul className="bw-event__stages">
          {stages.map(({ name, held, observed }, place) => (
            <li key={place}>
              <strong>{t(held ? "enclave.transcript.held" : "enclave.transcript.notHeld")}</strong> <UntrustedText text={name} />: <UntrustedText text={observed} />
            </li>
          ))}
        </ul>
      )}
      {withheld.length > 0 && <p>{t("enclave.transcript.withheld", { parts: toVisibleText(withheld.join(", ")) })}</p>}
      {digest !== null && (
        <p className="bw-event__proof">
          {t("enclave.transcript.digest")} <code className="bw-code">{digest}</code>
        </p>
      )}
    </article>
  );
}
