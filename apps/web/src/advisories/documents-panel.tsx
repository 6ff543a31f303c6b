import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import type { Advisory } from "./advisories.query.ts";
import { DOCUMENT_WORDS } from "./advisory-words.ts";
import { WebLink } from "./web-link.tsx";

/** Every format, each with what it is checked with. */
export function DocumentsPanel({ advisory: { documents } }: { readonly advisory: Advisory }) {
  return (
    <Panel heading={t("advisories.documents")}>
      <p className="bw-measure">{t("advisories.documentsWords")}</p>
      <DataTable
        caption={t("advisories.documents")}
        captionHidden
        columns={[
          { key: "kind", header: t("advisories.document"), cell: ({ kind, url }) => <WebLink url={url}>{t(DOCUMENT_WORDS[kind])}</WebLink> },
          {
            key: "signature",
            header: t("advisories.signature"),
            cell: ({ signatureUrl, openPgpUrl }) => (
              <>
                <WebLink url={signatureUrl}>{t("advisories.signatureFile")}</WebLink>
                {openPgpUrl && (
                  <>
                    {" "}
                    <WebLink url={openPgpUrl}>{t("advisories.openPgpFile")}</WebLink>
                  </>
                )}
              </>
            ),
          },
          { key: "sha256", header: t("findings.evidence.sha256"), cell: ({ sha256 }) => <code className="bw-digest">{sha256}</code> },
        ]}
        rows={documents}
        rowKey={({ url }) => url}
        empty={null}
      />
    </Panel>
  );
}
