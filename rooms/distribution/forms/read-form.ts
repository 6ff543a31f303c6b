import { z } from "zod";
import { identifier, plainText } from "#contracts/access";
import { notAffectedReason } from "#contracts/distribution";
import type { StepMove } from "../move-step.ts";
import { typedDay, type OwnDays } from "./own-days.ts";

/** What was sent from a form: an answer to one step, or one about the mails and links. */
export type FormAnswer = { readonly stepId: string; readonly move: StepMove } | { readonly wish: "stop" | "end-links" } | { readonly fault: "answer" | "on" | "reason" | "meanwhile" | "review" | "because" };

const words = plainText(1000);
const answer = z.enum(["apply", "acknowledge", "schedule", "defer", "not-affected", "fail", "roll-back", "confirm"]);

/** Reads a form's fields, all of them hostile; the first one that is missing or cannot be read is named. */
export function readForm(text: string, { endOf }: Pick<OwnDays, "endOf">): FormAnswer {
  const fields = new URLSearchParams(text);
  const take = <Value>(name: string, schema: z.ZodType<Value>) => schema.safeParse((fields.get(name) ?? "").replace(/\r\n?/g, "\n").trim()).data;
  const wish = take("answer", z.enum(["stop", "end-links"]));
  if (wish !== undefined) return { wish };
  const stepId = take("step", identifier);
  const action = take("answer", answer);
  if (stepId === undefined || action === undefined) return { fault: "answer" };
  switch (action) {
    case "schedule": {
      const on = take("on", typedDay);
      return on === undefined ? { fault: "on" } : { stepId, move: { action, at: endOf(on) } };
    }
    case "defer": {
      const [reason, compensatingControl, review] = [take("reason", words), take("meanwhile", words), take("review", typedDay)];
      if (reason === undefined) return { fault: "reason" };
      if (compensatingControl === undefined) return { fault: "meanwhile" };
      return review === undefined ? { fault: "review" } : { stepId, move: { action, reason, compensatingControl, reviewOn: endOf(review) } };
    }
    case "not-affected": {
      const [justification, statement] = [take("because", notAffectedReason), take("reason", words)];
      if (justification === undefined) return { fault: "because" };
      return statement === undefined ? { fault: "reason" } : { stepId, move: { action, justification, statement } };
    }
    case "fail": {
      const reason = take("reason", words);
      return reason === undefined ? { fault: "reason" } : { stepId, move: { action, reason } };
    }
    default:
      return { stepId, move: { action } };
  }
}
