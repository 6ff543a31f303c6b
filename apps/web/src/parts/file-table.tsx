import type { ReactNode } from "react";
import { formatBytes } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "./data-table.tsx";
import { UntrustedText } from "./untrusted-text.tsx";

export interface ListedFile {
  readonly id: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly digest: string;
}

interface FileTableProps<File> {
  readonly caption: string;
  readonly files: readonly File[];
  /** What the reader may do with one, and what it is called. */
  readonly act: { readonly header: string; readonly cell: (file: File) => ReactNode };
}

/** Files of any kind, by their names: nothing here opens one. */
export function FileTable<File extends ListedFile>({ caption, files, act }: FileTableProps<File>) {
  return (
    <DataTable
      caption={caption}
      rows={files}
      rowKey={({ id }) => id}
      empty={null}
      columns={[
        {
          key: "name",
          header: t("files.name"),
          cell: ({ fileName, digest }) => (
            <>
              <UntrustedText text={fileName} />
              <span className="bw-subline">
                {t("files.digest")} <code className="bw-digest">{digest}</code>
              </span>
            </>
          ),
        },
        { key: "size", header: t("files.size"), numeric: true, cell: ({ bytes }) => formatBytes(bytes) },
        { key: "act", ...act },
      ]}
    />
  );
}
