import { useState } from "react";
import type { ReactNode } from "react";
import { formatBytes } from "../format.ts";
import { t } from "../messages.ts";
import { toVisibleText } from "./escape-controls.ts";
import { FormField } from "./form-field.tsx";

interface FileDropProps {
  readonly label: string;
  readonly name: string;
  readonly hint?: ReactNode;
  /** For one that a form is sent without. */
  readonly optional?: boolean;
  /** As for an input of type file: ".csv,application/json". */
  readonly accept: string;
  /** A larger file is refused here, before any byte is sent; the server refuses it again. */
  readonly maxBytes: number;
  readonly onFile: (file: File | undefined) => void;
  readonly error?: unknown;
}

/** A file by choosing or by dropping. The input itself fills the zone, so keyboard, touch and drop all reach it. */
export function FileDrop({ label, name, hint, optional = false, accept, maxBytes, onFile, error }: FileDropProps) {
  const [file, setFile] = useState<File>();
  const [over, setOver] = useState(false);
  const findProblem = (chosen: File | undefined) => (chosen && chosen.size > maxBytes ? t("parts.file.tooLarge", { size: formatBytes(chosen.size), limit: formatBytes(maxBytes) }) : undefined);

  function choose(input: HTMLInputElement) {
    const chosen = input.files?.[0];
    const problem = findProblem(chosen);
    // The form around it is not sent with such a file, instead of without one.
    input.setCustomValidity(problem ?? "");
    setFile(chosen);
    onFile(problem === undefined ? chosen : undefined);
  }

  const dragging = (isOver: boolean) => () => setOver(isOver);
  return (
    <FormField label={label} name={name} hint={hint} optional={optional} problem={findProblem(file)} error={error}>
      {(control) => (
        <div className={over ? "bw-file bw-file--over" : "bw-file"} onDragEnter={dragging(true)} onDragLeave={dragging(false)} onDrop={dragging(false)}>
          <input {...control} type="file" accept={accept} onChange={(event) => choose(event.target)} />
          <p aria-live="polite">
            {file
              ? t("parts.file.chosen", { name: toVisibleText(file.name), size: formatBytes(file.size) })
              : t("parts.file.choose", { limit: formatBytes(maxBytes) })}
          </p>
        </div>
      )}
    </FormField>
  );
}
