import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { formatBytes } from "../format.ts";
import { t } from "../messages.ts";
import { FileDrop } from "../parts/file-drop.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { BulkOutcome } from "./bulk-outcome.tsx";
import { addReceipt, EMPTY_TALLY } from "./bulk-tally.ts";
import type { BulkTally } from "./bulk-tally.ts";
import { splitLines } from "./split-lines.ts";

// What a person sends by hand; more goes by the command line, which sends one stream.
const MOST_BYTES = 1024 ** 3;
// One batch of the server's, so that the bar moves with what is stored.
const PART = { lines: 1000, bytes: 8 * 1024 * 1024 };

interface Sent {
  readonly tally: BulkTally;
  /** Bytes of the file that were answered for. */
  readonly bytes: number;
}

const NOTHING_SENT: Sent = { tally: EMPTY_TALLY, bytes: 0 };

/** Sends a file of lines part by part. Broken off, it goes on behind what was answered; what was stored unanswered is known by its content. */
export function SendLinesForm() {
  const [file, setFile] = useState<File>();
  const [sent, setSent] = useState(NOTHING_SENT);
  const queryClient = useQueryClient();
  const sending = useMutation({
    mutationFn: async (lines: File) => {
      let so = sent;
      for await (const part of splitLines(lines, PART)) {
        if (part.endsAt <= so.bytes) continue;
        so = { tally: addReceipt(so.tally, await api.call("POST /findings/bulk", { body: part.content }), part.from), bytes: part.endsAt };
        setSent(so);
      }
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["findings"] }),
  });
  const choose = (chosen: File | undefined) => {
    setFile(chosen);
    setSent(NOTHING_SENT);
    sending.reset();
  };
  const isOver = file !== undefined && sent.bytes === file.size;
  return (
    <>
      <FormProblem error={sending.error} />
      <FileDrop label={t("findings.submit.bulk")} name="lines" hint={t("findings.submit.bulkHint")} accept=".ndjson,.jsonl,application/x-ndjson" maxBytes={MOST_BYTES} onFile={choose} />
      <div className="bw-actions bw-after-heading">
        <Button type="button" disabled={!file || sending.isPending || isOver} onClick={() => file && sending.mutate(file)}>
          {t(sending.isPending ? "parts.dialog.running" : sending.isError ? "findings.bulk.goOn" : "findings.submit.send")}
        </Button>
      </div>
      {file && sending.status !== "idle" && (
        <div className="bw-live bw-after-heading">
          <div className="bw-meter__words">
            <span>{t("findings.bulk.progress")}</span>
            <strong aria-live="polite">{t("findings.bulk.sent", { sent: formatBytes(sent.bytes), of: formatBytes(file.size) })}</strong>
          </div>
          <progress className="bw-live__bar" aria-label={t("findings.bulk.progress")} value={sent.bytes} max={Math.max(1, file.size)} />
        </div>
      )}
      <div aria-live="polite">{file && sending.isSuccess && <BulkOutcome tally={sent.tally} fileName={t("findings.bulk.fileName")} />}</div>
    </>
  );
}
