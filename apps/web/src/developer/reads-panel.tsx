import { useQuery } from "@tanstack/react-query";
import { PURPOSES } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { readsQuery } from "./developer.query.ts";
import { Who } from "./who.tsx";

const EVERY_PURPOSE: Readonly<Record<string, MessageKey>> = { ...PURPOSES, "early-access": "developer.reads.earlyAccess" };

/** Every read of what the developer shared: who, what, for which purpose, when. */
export function ReadsPanel({ subject, live }: { readonly subject: string; readonly live: boolean }) {
  const reads = useQuery(readsQuery(subject, live));
  return (
    <Panel heading={t("developer.reads.heading")}>
      <QueryView query={reads}>
        {(found) => (
          <DataTable
            caption={t("developer.reads.heading")}
            captionHidden
            rows={found.reads}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("developer.reads.none")}>
                <p>{t("developer.reads.noneWords")}</p>
              </EmptyState>
            }
            columns={[
              {
                key: "who",
                header: t("developer.reads.who"),
                cell: ({ personName, organisationName }) => <Who name={personName} organisation={organisationName} />,
              },
              { key: "what", header: t("developer.reads.what"), cell: ({ what }) => <UntrustedText text={what} /> },
              { key: "purpose", header: t("engagement.terms.purpose"), cell: ({ purpose }) => toPurposeWords(purpose) },
              { key: "at", header: t("developer.reads.at"), cell: ({ at }) => <DateTime at={at} /> },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}

function toPurposeWords(purpose: string): string {
  const words = EVERY_PURPOSE[purpose];
  return words ? t(words) : toVisibleText(purpose);
}
