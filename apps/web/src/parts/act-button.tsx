import { Button } from "@trussworks/react-uswds";
import { t } from "../messages.ts";
import { FormProblem } from "./form-problem.tsx";
import { useAct } from "./use-act.ts";

interface ActButtonProps {
  /** On the button; names the act. */
  readonly label: string;
  /** Said when it is done. */
  readonly said: string;
  readonly act: () => Promise<unknown>;
  readonly outline?: boolean;
}

/** One act behind one button, with what went wrong beside it. */
export function ActButton({ label, said, act, outline = false }: ActButtonProps) {
  const acting = useAct({ perform: act, said });
  return (
    <>
      <Button type="button" outline={outline} disabled={acting.isPending} onClick={() => acting.mutate()}>
        {acting.isPending ? t("parts.dialog.running") : label}
      </Button>
      <FormProblem error={acting.error} />
    </>
  );
}
