import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { Upload } from "./upload.tsx";

// The server's own bound, told before any byte is sent.
const MAX_BUNDLE_BYTES = 8 * 1024 * 1024;

interface BundleUploadProps<Reply> {
  readonly send: (file: File) => Promise<Reply>;
  readonly children?: (reply: Reply) => ReactNode;
}

/** An evidence bundle, to be sent as a file. */
export function BundleUpload<Reply>({ send, children }: BundleUploadProps<Reply>) {
  return (
    <Upload label={t("findings.submit.bundle")} hint={t("findings.submit.bundleHint")} accept=".tar,application/x-tar" maxBytes={MAX_BUNDLE_BYTES} send={send}>
      {children}
    </Upload>
  );
}
