import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { revisionsQuery } from "./advisories.query.ts";
import { DOCUMENT_WORDS } from "./advisory-words.ts";
import { WebLink } from "./web-link.tsx";

/** What an advisory said at any time, to the byte. */
export function RevisionsPage() {
  const { id } = useParams({ from: "/advisories/$id/revisions" });
  const revisions = useQuery(revisionsQuery(id));
  return (
    <div className="bw-page">
      <PageHeading title={t("advisories.revisions.title")} lead={t("advisories.revisions.lead")} />
      <QueryView query={revisions}>
        {(found) => (
          <Timeline
            label={t("advisories.revisions")}
            events={found.map(({ number, at, summary, documents }) => ({
              key: String(number),
              at,
              title: (
                <>
                  {number}. <UntrustedText text={summary} />
                </>
              ),
              detail: (
                <ul className="bw-links">
                  {documents.map(({ kind, url, name }) => (
                    <li key={url}>
                      <WebLink url={url}>{t(DOCUMENT_WORDS[kind])}</WebLink> <span className="bw-note">{name}</span>
                    </li>
                  ))}
                </ul>
              ),
            }))}
          />
        )}
      </QueryView>
      <LinkButton to="/advisories/$id" params={{ id }} outline>
        {t("advisories.revisions.back")}
      </LinkButton>
    </div>
  );
}
