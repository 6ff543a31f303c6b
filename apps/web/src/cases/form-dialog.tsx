import { Button } from "@trussworks/react-uswds";
import { useId, useRef } from "react";
import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";

interface FormDialogProps {
  /** On the button that opens the dialog, and on the one that acts. */
  readonly label: string;
  readonly heading: string;
  /** What will happen, in plain words. */
  readonly words: string;
  readonly said: string;
  readonly fields: readonly string[];
  readonly act: (form: FormData) => Promise<unknown>;
  /** Red where the act ends something. */
  readonly ends?: boolean;
  readonly children: (error: unknown) => ReactNode;
}

/** One act behind one question that has to be answered in words. */
export function FormDialog({ label, heading, words, said, fields, act, ends = false, children }: FormDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const headingId = useId();
  return (
    <>
      <Button type="button" outline={!ends} secondary={ends} onClick={() => dialog.current?.showModal()}>
        {label}
      </Button>
      <dialog ref={dialog} className="bw-dialog" aria-labelledby={headingId}>
        <h2 id={headingId}>{heading}</h2>
        <p>{words}</p>
        <ActForm
          label={heading}
          submit={label}
          said={said}
          fields={fields}
          act={async (form) => {
            await act(form);
            dialog.current?.close();
          }}
        >
          {children}
        </ActForm>
        <div className="bw-actions bw-after-heading">
          <Button type="button" outline onClick={() => dialog.current?.close()}>
            {t("parts.dialog.keep")}
          </Button>
        </div>
      </dialog>
    </>
  );
}
