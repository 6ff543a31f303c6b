import { t, tCount } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { LOGGING, PURPOSES, VARIANTS, WEIGHTS } from "./engagement.words.ts";
import type { Terms } from "./engagement.words.ts";

/** What a window may be used for, with what, and what becomes of what was kept. */
export function TermsList({ terms, digest }: { readonly terms: Terms; readonly digest?: string }) {
  return (
    <DefinitionList
      items={[
        { term: t("engagement.terms.purpose"), detail: t(PURPOSES[terms.purpose]) },
        { term: t("engagement.terms.variant"), detail: t(VARIANTS[terms.variant]) },
        { term: t("engagement.terms.weights"), detail: t(WEIGHTS[terms.weights]) },
        { term: t("engagement.terms.tools"), detail: terms.tools.length === 0 ? t("engagement.terms.noTools") : <UntrustedText text={terms.tools.join(", ")} /> },
        { term: t("engagement.terms.logging"), detail: t(LOGGING[terms.logging]) },
        { term: t("engagement.terms.retention"), detail: tCount("engagement.terms.retentionDays", terms.retentionDays) },
        { term: t("engagement.terms.text"), detail: terms.text && <UntrustedText text={terms.text} /> },
        { term: t("engagement.terms.nondisclosure"), detail: terms.nondisclosure && <code className="bw-code">{terms.nondisclosure}</code> },
        { term: t("engagement.terms.digest"), detail: digest && <code className="bw-code">{digest}</code> },
      ]}
    />
  );
}
