import { useState } from "react";
import { t } from "../messages.ts";
import { escapeControls } from "./escape-controls.ts";

/** More than this is folded: a reporter or a model must not be able to push the page away. */
const SHOWN_CHARACTERS = 2_000;

interface UntrustedTextProps {
  readonly text: string;
  /** Keeps line breaks and sets the text in a fixed-width face: logs, transcripts, code. */
  readonly block?: boolean;
}

/** Text from a model, a sandbox, a file, a mail or a reporter: unseen characters made visible, long runs wrapped, length folded. */
export function UntrustedText({ text, block = false }: UntrustedTextProps) {
  const [unfolded, setUnfolded] = useState(false);
  const folded = !unfolded && text.length > SHOWN_CHARACTERS;
  const runs = escapeControls(folded ? text.slice(0, SHOWN_CHARACTERS) : text);
  const Frame = block ? "pre" : "span";
  return (
    <>
      <Frame className={block ? "bw-untrusted bw-untrusted--block" : "bw-untrusted"} {...(block ? { tabIndex: 0 } : {})}>
        {runs.map((run, index) =>
          run.escaped ? (
            <code key={index} className="bw-untrusted__mark">
              {run.text}
            </code>
          ) : (
            run.text
          ),
        )}
        {folded && "…"}
      </Frame>
      {folded && (
        <button type="button" className="usa-button usa-button--unstyled" onClick={() => setUnfolded(true)}>
          {t("parts.untrusted.showAll", { count: text.length.toLocaleString("en-GB") })}
        </button>
      )}
    </>
  );
}
