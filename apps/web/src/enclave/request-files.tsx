import { enclaveApi } from "../api.ts";
import { t } from "../messages.ts";
import { DownloadButton } from "../parts/download-button.tsx";
import { toKeptName } from "../parts/file-names.ts";
import { FileTable } from "../parts/file-table.tsx";
import type { Request } from "./enclave.query.ts";

/** What the developer gave to be considered. Each is whole and as it was announced before anybody can have it. */
export function RequestFiles({ request: { id, files } }: { readonly request: Request }) {
  if (files.length === 0) return null;
  return (
    <>
      <FileTable
        caption={t("enclave.files")}
        files={files}
        act={{
          header: t("files.download"),
          cell: ({ id: fileId, fileName, state }) =>
            state === "here" ? (
              <DownloadButton label={t("files.download")} fileName={toKeptName(fileName)} read={() => enclaveApi.call("GET /requests/{id}/files/content", { params: { id }, query: { fileId } })} />
            ) : (
              t(`enclave.files.${state}`)
            ),
        }}
      />
      <p className="bw-note">{t("enclave.files.note")}</p>
    </>
  );
}
