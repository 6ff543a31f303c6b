import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { DIRECTIVE_STATES, inDays } from "./directive-words.ts";
import type { Directive } from "./directives.query.ts";

/** A deadline moves only by a new version, and every move is shown. */
export function VersionsPanel({ directive: { versions, movedDeadlines, version } }: { readonly directive: Directive }) {
  if (versions.length < 2) return null;
  const inWords = (day: string | null) => (day === null ? t("directives.noDay") : inDays(day));
  return (
    <Panel heading={t("directives.versions")}>
      <DataTable
        caption={t("directives.versions")}
        captionHidden
        columns={[
          {
            key: "version",
            header: t("directives.version"),
            cell: (one) => (
              <Link className="usa-link" to="/directives/$id" params={{ id: one.id }} aria-current={one.version === version ? "page" : undefined}>
                {t("directives.versionNumber", { version: one.version })}
              </Link>
            ),
          },
          { key: "issued", header: t("directives.issuedOn"), cell: ({ issuedOn }) => inDays(issuedOn) },
          { key: "state", header: t("directives.stands"), cell: ({ state }) => <StatusTag state={state} words={DIRECTIVE_STATES} /> },
          { key: "changes", header: t("directives.changes"), cell: ({ changes }) => (changes === null ? t("directives.firstVersion") : <UntrustedText text={changes} />) },
        ]}
        rows={versions}
        rowKey={({ id }) => id}
        empty={null}
      />
      {movedDeadlines.length > 0 && (
        <>
          <h3>{t("directives.moved")}</h3>
          <ul>
            {movedDeadlines.map(({ actionId, title, from, to }) => (
              <li key={actionId}>
                <UntrustedText text={title} />: {t("directives.movedFromTo", { from: inWords(from), to: inWords(to) })}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
