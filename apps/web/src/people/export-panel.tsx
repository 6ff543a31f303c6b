import { api } from "../api.ts";
import { t } from "../messages.ts";
import { DownloadButton } from "../parts/download-button.tsx";
import { Panel } from "../parts/panel.tsx";

/** All that the organisation owns, from every room, for one of its managers. */
export function ExportPanel({ organisationId }: { readonly organisationId: string }) {
  return (
    <Panel heading={t("people.export")}>
      <p>{t("people.exportWords")}</p>
      <div className="bw-stack">
        <DownloadButton label={t("people.exportGet")} fileName={`${organisationId}.json`} read={() => api.call("GET /organisations/{id}/export", { params: { id: organisationId } })} />
      </div>
    </Panel>
  );
}
