import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { changesQuery } from "./obligations.query.ts";
import type { Change } from "./obligations.query.ts";
import { CHANGE_REASONS, TASKING_WORDS } from "./tasking-words.ts";

const SHOWN = 5;

/** What became different, latest first. */
export function ChangesPanel({ asOf }: { readonly asOf: string | undefined }) {
  const changes = useQuery(changesQuery(asOf));
  return (
    <Panel heading={t("obligations.changes")}>
      <QueryView query={changes}>
        {({ changes: all }) =>
          all.length === 0 ? (
            <p className="bw-note">{t("obligations.changesNone")}</p>
          ) : (
            <>
              <Timeline label={t("obligations.changes")} events={all.slice(0, SHOWN).map(toEvent)} />
              {all.length > SHOWN && (
                <Disclosure summary={t("obligations.changesEarlier")}>
                  <Timeline label={t("obligations.changesEarlier")} events={all.slice(SHOWN).map(toEvent)} />
                </Disclosure>
              )}
            </>
          )
        }
      </QueryView>
    </Panel>
  );
}

function toEvent({ paragraph, at, because, about, from, to }: Change) {
  return {
    key: `${paragraph} ${at} ${because} ${about ?? ""}`,
    at,
    title: t(from === to ? "obligations.changeSame" : "obligations.changeMoved", { paragraph, status: t(TASKING_WORDS[to].label) }),
    detail: <p className="bw-note">{t(CHANGE_REASONS[because])}</p>,
  };
}
