import { t } from "../messages.ts";

interface WindowLinksProps {
  readonly label: string;
  readonly from: number;
  readonly shown: number;
  readonly total: number;
  /** How many a window holds. */
  readonly count: number;
  readonly go: (from: number) => void;
}

/** Which part of a long list is shown, and the way to the others; nothing where all of it is. */
export function WindowLinks({ label, from, shown, total, count, go }: WindowLinksProps) {
  if (from === 0 && shown === total) return null;
  return (
    <nav className="bw-transcript__window" aria-label={label}>
      <span aria-live="polite">{t("enclave.transcript.window", { from: from + 1, to: from + shown, total })}</span>
      {from > 0 && <WindowButton words={t("enclave.transcript.earlier")} go={() => go(Math.max(0, from - count))} />}
      {from + shown < total && <WindowButton words={t("enclave.transcript.later")} go={() => go(from + shown)} />}
    </nav>
  );
}

function WindowButton({ words, go }: { readonly words: string; readonly go: () => void }) {
  return (
    <button type="button" className="usa-button usa-button--outline" onClick={go}>
      {words}
    </button>
  );
}
