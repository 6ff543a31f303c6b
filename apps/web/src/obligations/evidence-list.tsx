import { WebLink } from "../advisories/web-link.tsx";
import { t } from "../messages.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Tasking } from "./obligations.query.ts";
import { EVIDENCE_KINDS, inDays, TASKING_WORDS } from "./tasking-words.ts";

/** What is publicly known of one tasking; what was struck stays to be seen. */
export function EvidenceList({ tasking: { evidence, statements } }: { readonly tasking: Tasking }) {
  if (evidence.length + statements.length === 0) return <span className="bw-note">{t("obligations.none")}</span>;
  return (
    <ul className="bw-links">
      {evidence.map((one) => (
        <li key={one.id}>
          <Document evidence={one} />
        </li>
      ))}
      {statements.map((one) => (
        <li key={one.id} className={one.stands ? undefined : "bw-struck"}>
          <StatusTag state={one.status} words={TASKING_WORDS} />
          <span className="bw-row-note">{t("obligations.stated", { installation: one.installation, day: inDays(one.asOf), number: one.sequence })}</span>
          {!one.stands && <span className="bw-row-note">{t("obligations.standsNoMore")}</span>}
        </li>
      ))}
    </ul>
  );
}

function Document({ evidence: { kind, link, digest, publishedOn, archivedOn, archiveLink, retraction } }: { readonly evidence: Tasking["evidence"][number] }) {
  const words = <WebLink url={link}>{t(EVIDENCE_KINDS[kind])}</WebLink>;
  return (
    <>
      {retraction ? <del>{words}</del> : words}
      <span className="bw-row-note">{t("obligations.published", { published: inDays(publishedOn), archived: inDays(archivedOn) })}</span>
      {archiveLink && (
        <span className="bw-row-note">
          <WebLink url={archiveLink}>{t("obligations.archive")}</WebLink>
        </span>
      )}
      <code className="bw-digest" title={digest}>
        {digest.slice(0, 10)}…
      </code>
      {retraction && (
        <span className="bw-row-note">
          {t("obligations.struck", { day: inDays(retraction.at.slice(0, 10)) })} <UntrustedText text={retraction.reason} />
        </span>
      )}
    </>
  );
}
