import { useMutation } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import type { ReactNode, SubmitEvent } from "react";
import type { Operations, Reply } from "../api.ts";
import { t } from "../messages.ts";
import { AreaField } from "../parts/fields.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { readText } from "../parts/form-values.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";

type ModelMessage = Operations["POST /evaluator/engagements/{id}/model/messages"]["body"]["messages"][number];
type Answer = Reply<"POST /evaluator/engagements/{id}/model/messages">;

interface AskModelProps {
  readonly ask: (messages: readonly ModelMessage[], form: FormData) => Promise<Answer>;
  /** Fields that go with each question. */
  readonly children?: ReactNode;
}

// The API takes at most 50 messages; the oldest are left out in whole pairs of question and answer.
const MOST_MESSAGES = 49;
const MOST_CHARACTERS = 16_000;

/** A conversation with the model. It lives in this page only: nothing of it is kept when the page is left. */
export function AskModel({ ask, children }: AskModelProps) {
  const [said, setSaid] = useState<readonly ModelMessage[]>([]);
  const asking = useMutation({
    mutationFn: async (form: FormData) => {
      // A model may say nothing; the API takes no empty message back.
      const messages = [...said.filter(({ content }) => content !== ""), { role: "user" as const, content: readText(form, "question") }];
      const { content, truncated } = await ask(messages, form);
      return [...messages, { role: "assistant" as const, content: truncated ? `${content}…` : content }];
    },
    onSuccess: (messages) => setSaid(messages.map(bound).slice(-(MOST_MESSAGES - 1))),
  });

  function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const question = event.currentTarget.elements.namedItem("question");
    asking.mutate(new FormData(event.currentTarget), {
      onSuccess: () => {
        if (question instanceof HTMLTextAreaElement) question.value = "";
      },
    });
  }

  return (
    <>
      <div role="log" aria-label={t("engagement.ask.conversation")} className="bw-conversation">
        {said.map(({ role, content }, index) => (
          <div key={index} className={`bw-conversation__turn bw-conversation__turn--${role}`}>
            <p className="bw-conversation__who">{t(role === "user" ? "engagement.ask.you" : "engagement.ask.model")}</p>
            <UntrustedText text={content} block />
          </div>
        ))}
      </div>
      <form className="bw-form" onSubmit={send}>
        {children}
        <AreaField label={t("engagement.ask.question")} name="question" maxLength={MOST_CHARACTERS} error={asking.error} />
        <FormProblem error={asking.error} />
        <Button type="submit" disabled={asking.isPending}>
          {t(asking.isPending ? "engagement.ask.waiting" : "engagement.ask.submit")}
        </Button>
      </form>
    </>
  );
}

/** A long answer is sent back shortened: the API bounds what goes into a question. */
function bound(message: ModelMessage): ModelMessage {
  return message.content.length <= MOST_CHARACTERS ? message : { ...message, content: message.content.slice(0, MOST_CHARACTERS) };
}
