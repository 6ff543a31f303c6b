import { useId } from "react";
import type { ComponentProps, ReactNode } from "react";
import { t } from "../messages.ts";
import { toVisibleText } from "./escape-controls.ts";
import { FormField } from "./form-field.tsx";
import { toInstantField } from "./form-values.ts";

interface FieldProps {
  readonly label: string;
  /** The field's name on the wire. */
  readonly name: string;
  readonly hint?: ReactNode;
  readonly optional?: boolean;
  readonly error?: unknown;
}

type InputProps = Omit<ComponentProps<"input">, keyof FieldProps | "id" | "required">;

/** One line of text, a number or a secret. */
export function TextField({ label, name, hint, optional = false, error, ...input }: FieldProps & InputProps) {
  return (
    <FormField label={label} name={name} hint={hint} optional={optional} error={error}>
      {(control) => <input type="text" autoComplete="off" {...input} {...control} className="usa-input" />}
    </FormField>
  );
}

interface AreaFieldProps extends FieldProps {
  readonly rows?: number;
  readonly maxLength?: number;
  readonly defaultValue?: string | undefined;
}

/** Several lines of text. */
export function AreaField({ label, name, hint, optional = false, error, rows = 4, ...area }: AreaFieldProps) {
  return (
    <FormField label={label} name={name} hint={hint} optional={optional} error={error}>
      {(control) => <textarea {...area} {...control} rows={rows} className="usa-textarea bw-area" />}
    </FormField>
  );
}

interface SelectFieldProps extends FieldProps {
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly defaultValue?: string | undefined;
}

/** One of a list that may be long. */
export function SelectField({ label, name, hint, optional = false, error, choices, defaultValue }: SelectFieldProps) {
  return (
    <FormField label={label} name={name} hint={hint} optional={optional} error={error}>
      {(control) => (
        <select {...control} className="usa-select" defaultValue={defaultValue}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {toVisibleText(choice.label)}
            </option>
          ))}
        </select>
      )}
    </FormField>
  );
}

/** An instant, typed in UTC; read it with readInstant. */
export function InstantField({ at, hint, ...field }: FieldProps & { readonly at: string | null }) {
  return <TextField {...field} type="datetime-local" hint={hint ?? t("parts.field.utc")} defaultValue={toInstantField(at)} />;
}

interface Choice {
  readonly value: string;
  readonly label: ReactNode;
  readonly description?: ReactNode;
}

interface ChoicesProps {
  readonly legend: string;
  readonly name: string;
  readonly hint?: ReactNode;
  readonly choices: readonly Choice[];
  readonly chosen?: readonly string[];
}

/** One of several, by buttons; the first is chosen unless said otherwise. */
export function OneOf({ chosen, ...props }: ChoicesProps & { readonly required?: boolean }) {
  return <Choices {...props} kind="radio" chosen={chosen ?? props.choices.slice(0, 1).map(({ value }) => value)} />;
}

/** Any of several, by boxes. */
export function AnyOf(props: ChoicesProps & Pick<ChoicesOfKindProps, "onToggle">) {
  return <Choices {...props} kind="checkbox" />;
}

interface ChoicesOfKindProps extends ChoicesProps {
  readonly kind: "radio" | "checkbox";
  readonly required?: boolean;
  /** For a form that says something else depending on it. */
  readonly onToggle?: (value: string, on: boolean) => void;
}

function Choices({ legend, name, hint, choices, chosen = [], kind, required = false, onToggle }: ChoicesOfKindProps) {
  const id = useId();
  return (
    <fieldset className="usa-fieldset bw-choices" aria-describedby={hint ? `${id}-hint` : undefined}>
      <legend className="usa-legend">{legend}</legend>
      {hint && (
        <div id={`${id}-hint`} className="usa-hint">
          {hint}
        </div>
      )}
      {choices.map(({ value, label, description }) => (
        <div key={value} className={`usa-${kind}`}>
          <input
            className={`usa-${kind}__input`}
            id={`${id}-${value}`}
            type={kind}
            name={name}
            value={value}
            defaultChecked={chosen.includes(value)}
            required={required}
            onChange={(event) => onToggle?.(value, event.target.checked)}
          />
          <label className={`usa-${kind}__label`} htmlFor={`${id}-${value}`}>
            {label}
            {description && <span className={`usa-${kind}__label-description`}>{description}</span>}
          </label>
        </div>
      ))}
    </fieldset>
  );
}

/** A statement the sender makes; the form is not sent without it. */
export function StatementField({ name, statement }: { readonly name: string; readonly statement: string }) {
  const id = useId();
  return (
    <div className="usa-checkbox bw-statement">
      <input className="usa-checkbox__input" id={id} type="checkbox" name={name} value="yes" required />
      <label className="usa-checkbox__label" htmlFor={id}>
        {statement}
      </label>
    </div>
  );
}
