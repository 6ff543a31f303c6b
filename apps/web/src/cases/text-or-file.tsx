import { useRef } from "react";
import { t } from "../messages.ts";
import { FileDrop } from "../parts/file-drop.tsx";
import { FormField } from "../parts/form-field.tsx";

/** What the server takes of one file of text. */
const MAX_BYTES = 64 * 1024;

interface TextOrFileProps {
  readonly label: string;
  /** The field's name on the wire. */
  readonly name: string;
  readonly accept: string;
  readonly error: unknown;
}

/** A text to paste, or to fill from a file of this device; what is sent is what stands in the field. */
export function TextOrFile({ label, name, accept, error }: TextOrFileProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const fill = async (file: File | undefined) => {
    const text = await file?.text();
    if (text !== undefined && area.current) area.current.value = text;
  };
  return (
    <>
      <FileDrop label={t("cases.text.file")} name="fill" optional accept={accept} maxBytes={MAX_BYTES} onFile={(file) => void fill(file)} />
      <FormField label={label} name={name} hint={t("cases.text.hint")} error={error}>
        {(control) => <textarea {...control} ref={area} rows={8} maxLength={MAX_BYTES} className="usa-textarea bw-area" />}
      </FormField>
    </>
  );
}
