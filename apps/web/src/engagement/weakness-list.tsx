import { t } from "../messages.ts";
import { toVisibleText } from "../parts/escape-controls.ts";
import { Timeline } from "../parts/timeline.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { SentWork } from "./work.words.ts";

/** Weaknesses of the developer's own system, each by whoever reported it. */
export function WeaknessList({ weaknesses }: { readonly weaknesses: SentWork["weaknesses"] }) {
  return (
    <Timeline
      label={t("work.weakness.heading")}
      events={weaknesses.map(({ id, at, system, text, byName }) => ({
        key: id,
        at,
        title: t("work.weakness.by", { system: toVisibleText(system), name: toVisibleText(byName) }),
        detail: <UntrustedText text={text} />,
      }))}
    />
  );
}
