import { useMutation } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { FormProblem } from "./form-problem.tsx";

interface DownloadButtonProps {
  /** On the button; names the file's content. */
  readonly label: string;
  readonly fileName: string;
  /** The file's content; asked for when the button is pressed. */
  readonly read: () => Promise<Uint8Array | string>;
}

/** Fetches a file as the signed-in person and hands it to the browser to be kept. */
export function DownloadButton({ label, fileName, read }: DownloadButtonProps) {
  const download = useMutation({ mutationFn: read, onSuccess: (content) => keepFile(fileName, content) });
  return (
    <>
      <Button type="button" outline className="bw-small-button" disabled={download.isPending} onClick={() => download.mutate()}>
        {label}
      </Button>
      <FormProblem error={download.error} />
    </>
  );
}

function keepFile(fileName: string, content: Uint8Array | string): void {
  // No type that a browser would open as a page of ours.
  const address = URL.createObjectURL(new Blob([content as BlobPart], { type: "application/octet-stream" }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = fileName;
  anchor.click();
  URL.revokeObjectURL(address);
}
