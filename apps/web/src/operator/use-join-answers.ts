import { useState } from "react";
import { readAnswers } from "./join-answers.ts";
import type { JoinAnswers } from "./join-answers.ts";

const KEPT_AS = "breakwater.join";

/** Answers that outlive the tab, so that joining can be interrupted; where the browser keeps nothing, they live as long as the page. */
export function useJoinAnswers(): { readonly answers: JoinAnswers; readonly keep: (more: JoinAnswers) => void; readonly forget: () => void } {
  const [answers, setAnswers] = useState(() => readAnswers(withStore((store) => store.getItem(KEPT_AS))));
  return {
    answers,
    keep: (more) => {
      const all = { ...answers, ...more };
      setAnswers(all);
      withStore((store) => store.setItem(KEPT_AS, JSON.stringify(all)));
    },
    forget: () => {
      setAnswers({});
      withStore((store) => store.removeItem(KEPT_AS));
    },
  };
}

/** A browser may forbid its store altogether, or be full. */
function withStore<Value>(use: (store: Storage) => Value): Value | null {
  try {
    return use(window.localStorage);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
