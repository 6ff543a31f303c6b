import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { FileDrop } from "../parts/file-drop.tsx";
import { FormProblem } from "../parts/form-problem.tsx";

interface UploadProps<Reply> {
  readonly label: string;
  readonly hint: string;
  readonly accept: string;
  readonly maxBytes: number;
  readonly send: (file: File) => Promise<Reply>;
  readonly children?: ((reply: Reply) => ReactNode) | undefined;
}

/** One file, sent at once; what the server answers stands below. */
export function Upload<Reply>({ label, hint, accept, maxBytes, send, children }: UploadProps<Reply>) {
  const [file, setFile] = useState<File>();
  const queryClient = useQueryClient();
  const sending = useMutation({ mutationFn: send, onSuccess: () => queryClient.invalidateQueries({ queryKey: ["findings"] }) });
  return (
    <>
      <FormProblem error={sending.error} />
      <FileDrop label={label} name="file" hint={hint} accept={accept} maxBytes={maxBytes} onFile={setFile} />
      <div className="bw-actions bw-after-heading">
        <Button type="button" disabled={!file || sending.isPending} onClick={() => file && sending.mutate(file)}>
          {t(sending.isPending ? "parts.dialog.running" : "findings.submit.send")}
        </Button>
      </div>
      <div aria-live="polite">{sending.data && children?.(sending.data)}</div>
    </>
  );
}
