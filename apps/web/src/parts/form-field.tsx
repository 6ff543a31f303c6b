import { ErrorMessage, FormGroup, Label } from "@trussworks/react-uswds";
import { useId } from "react";
import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { fieldProblem } from "./problem-in-words.ts";

/** What a control needs to be tied to its label, hint and problem; spread it onto TextInput, Select, Textarea. */
export interface FieldControl {
  readonly id: string;
  readonly name: string;
  readonly required: boolean;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
}

interface FormFieldProps {
  readonly label: string;
  /** The field's name on the wire: a refusal that names it is shown here. */
  readonly name: string;
  readonly hint?: ReactNode;
  readonly optional?: boolean;
  /** The error of the last attempt to send the form. */
  readonly error?: unknown;
  /** A problem found before sending. */
  readonly problem?: string | undefined;
  readonly children: (control: FieldControl) => ReactNode;
}

export function FormField({ label, name, hint, optional = false, error, problem, children }: FormFieldProps) {
  const id = useId();
  const message = problem ?? fieldProblem(error, name);
  const describedBy = [hint ? `${id}-hint` : "", message ? `${id}-problem` : ""].filter(Boolean).join(" ");
  return (
    <FormGroup error={message !== undefined}>
      <Label htmlFor={id} error={message !== undefined}>
        {label}
        {optional && <span className="usa-hint"> {t("parts.field.optional")}</span>}
      </Label>
      {hint && (
        <div id={`${id}-hint`} className="usa-hint">
          {hint}
        </div>
      )}
      {message && <ErrorMessage id={`${id}-problem`}>{t("parts.field.problem", { label, message })}</ErrorMessage>}
      {children({
        id,
        name,
        required: !optional,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": message !== undefined,
      })}
    </FormGroup>
  );
}
