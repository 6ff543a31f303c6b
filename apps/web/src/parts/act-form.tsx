import { Button } from "@trussworks/react-uswds";
import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { FormProblem } from "./form-problem.tsx";
import { useAct } from "./use-act.ts";

interface ActFormProps {
  /** Names the form to screen readers. */
  readonly label: string;
  /** On the button; names the act. */
  readonly submit: string;
  /** Said when it is done. */
  readonly said: string;
  /** Fields that show their own problem. */
  readonly fields: readonly string[];
  readonly act: (form: FormData) => Promise<unknown>;
  /** For an act that is not the main one of its page. */
  readonly outline?: boolean;
  /** The fields, given the error of the last attempt. */
  readonly children: (error: unknown) => ReactNode;
}

/** One act with its fields. Emptied when the act is done; keeps what was typed, and says why, when it was refused. */
export function ActForm({ label, submit, said, fields, act, outline = false, children }: ActFormProps) {
  const acting = useAct({
    perform: async (form: HTMLFormElement) => {
      await act(new FormData(form));
      form.reset();
    },
    said,
  });
  return (
    <form
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        acting.mutate(event.currentTarget);
      }}
    >
      <FormProblem error={acting.error} fields={fields} />
      {children(acting.error)}
      <Button type="submit" outline={outline} disabled={acting.isPending}>
        {acting.isPending ? t("parts.dialog.running") : submit}
      </Button>
    </form>
  );
}
