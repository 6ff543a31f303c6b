import { Button } from "@trussworks/react-uswds";
import { useId, useRef, useState } from "react";
import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { FormProblem } from "./form-problem.tsx";

interface ConfirmDialogProps {
  /** On the button that opens the dialog. */
  readonly trigger: string;
  readonly heading: string;
  /** What will happen, in plain words. */
  readonly children: ReactNode;
  /** On the button that acts; names the act, never "OK". */
  readonly confirm: string;
  readonly onConfirm: () => Promise<unknown>;
  /** Red where the act ends something. */
  readonly ends?: boolean;
  /** The trigger is outlined, where each row of a table has one. */
  readonly quiet?: boolean;
}

/** One act behind one question. Stays open while the act runs, closes when it is done, shows why when it failed. */
export function ConfirmDialog({ trigger, heading, children, confirm, onConfirm, ends = false, quiet = false }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const headingId = useId();
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<unknown>();

  async function act() {
    setRunning(true);
    setProblem(undefined);
    try {
      await onConfirm();
      dialog.current?.close();
    } catch (error) {
      setProblem(error);
    } finally {
      setRunning(false);
    }
  }

  return (
    <>
      <Button type="button" outline={quiet || !ends} secondary={ends && !quiet} onClick={() => dialog.current?.showModal()}>
        {trigger}
      </Button>
      <dialog ref={dialog} className="bw-dialog" aria-labelledby={headingId} onClose={() => setProblem(undefined)}>
        <h2 id={headingId}>{heading}</h2>
        <div className="bw-dialog__body">{children}</div>
        <FormProblem error={problem} />
        <div className="bw-actions">
          <Button type="button" secondary={ends} disabled={running} onClick={() => void act()}>
            {running ? t("parts.dialog.running") : confirm}
          </Button>
          <Button type="button" outline onClick={() => dialog.current?.close()}>
            {t("parts.dialog.keep")}
          </Button>
        </div>
      </dialog>
    </>
  );
}
