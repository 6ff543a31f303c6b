import { Alert, AlertText } from "@trussworks/react-uswds";
import { ApiError } from "../api.ts";
import { ProveAgain } from "../sign-in/prove-again.tsx";
import { problemInWords } from "./problem-in-words.ts";

interface FormProblemProps {
  readonly error: unknown;
  /** Fields of the form that show their own problem; theirs is not said twice. */
  readonly fields?: readonly string[];
}

/** Why an act was refused or failed, announced at once. Shows nothing when there is no error. */
export function FormProblem({ error, fields = [] }: FormProblemProps) {
  if (error === undefined || error === null) return null;
  if (error instanceof ApiError && error.field !== undefined && fields.includes(error.field)) return null;
  return (
    <>
      <Alert type="error" slim role="alert">
        <AlertText>{problemInWords(error)}</AlertText>
      </Alert>
      {error instanceof ApiError && error.code === "step-up-needed" && <ProveAgain />}
    </>
  );
}
