import { t } from "../messages.ts";
import { Timeline } from "../parts/timeline.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ADVICE_KINDS, ADVICE_WORDS } from "./engagement.words.ts";
import type { Advice } from "./engagement.words.ts";

/** What evaluators wrote to the developer. Advice, never a condition. */
export function AdviceList({ label, advice }: { readonly label: string; readonly advice: readonly Advice[] }) {
  return (
    <Timeline
      label={label}
      events={advice.map(({ id, at, kind, byName, text, words }) => ({
        key: id,
        at,
        title: t("engagement.advice.by", { kind: t(ADVICE_KINDS[kind]), name: toVisibleText(byName) }),
        detail: text === null ? words.map((word) => t(ADVICE_WORDS[word])).join("; ") : <UntrustedText text={text} />,
      }))}
    />
  );
}
