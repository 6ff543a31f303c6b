import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { inDays } from "./directive-words.ts";
import type { Directive } from "./directives.query.ts";

type Text = Pick<Directive, "sections" | "phases" | "definitions" | "notes">;

/** The words of a directive besides what it asks: its days, its sections, its definitions. */
export function DirectiveText({ words: { sections, phases, definitions, notes } }: { readonly words: Text }) {
  return (
    <>
      {phases.length > 0 && (
        <Panel heading={t("directives.phases")}>
          <DefinitionList items={phases.map(({ on, what }) => ({ term: inDays(on), detail: <UntrustedText text={what} /> }))} />
        </Panel>
      )}
      {sections.length > 0 && (
        <Panel heading={t("directives.text")}>
          {sections.map(({ heading, text }) => (
            <section key={heading} className="bw-measure">
              <h3>
                <UntrustedText text={heading} />
              </h3>
              <p>
                <UntrustedText text={text} />
              </p>
            </section>
          ))}
          {definitions.length > 0 && (
            <Disclosure summary={t("directives.definitions")}>
              <DefinitionList items={definitions.map(({ term, meaning }) => ({ term, detail: <UntrustedText text={meaning} /> }))} />
            </Disclosure>
          )}
          {notes.length > 0 && (
            <Disclosure summary={t("directives.notes")}>
              <ul className="bw-measure">
                {notes.map((note) => (
                  <li key={note}>
                    <UntrustedText text={note} />
                  </li>
                ))}
              </ul>
            </Disclosure>
          )}
        </Panel>
      )}
    </>
  );
}
