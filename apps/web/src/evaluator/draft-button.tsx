import { Button } from "@trussworks/react-uswds";
import type { MouseEvent } from "react";
import { api } from "../api.ts";
import type { DraftKind } from "../engagement/work.words.ts";
import { t } from "../messages.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { readText } from "../parts/form-values.ts";
import { useAct } from "../parts/use-act.ts";

interface DraftButtonProps {
  readonly id: string;
  readonly kind: DraftKind;
  /** The field of the form around it whose text is kept. */
  readonly field: string;
}

/** Keeps what was typed without sending it. An empty text throws the draft away. */
export function DraftButton({ id, kind, field }: DraftButtonProps) {
  const keeping = useAct({
    perform: (text: string) => api.call("POST /evaluator/engagements/{id}/drafts", { params: { id }, body: { kind, text: text === "" ? null : text } }),
    said: t("work.draft.said"),
  });
  function keep(event: MouseEvent<HTMLButtonElement>) {
    const { form } = event.currentTarget;
    if (form) keeping.mutate(readText(new FormData(form), field));
  }
  return (
    <div className="bw-stack">
      <p className="bw-note">{t("work.draft.words")}</p>
      <div>
        <Button type="button" outline className="bw-small-button" disabled={keeping.isPending} onClick={keep}>
          {t("work.draft.keep")}
        </Button>
      </div>
      <FormProblem error={keeping.error} />
    </div>
  );
}
