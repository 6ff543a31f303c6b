import { Link } from "@tanstack/react-router";
import { WebLink } from "../advisories/web-link.tsx";
import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { countInWords, inDays } from "./directive-words.ts";
import type { Directive } from "./directives.query.ts";

/** Whom it binds, since when, and what it replaces or was replaced by. */
export function DirectiveFacts({ directive }: { readonly directive: Directive }) {
  const { binding, scope, effectiveOn, issuedOn, endedOn, supersedes, supersededBy, revocationReason, source, digest, id, agencies, isRecord } = directive;
  return (
    <Panel heading={t("directives.facts")}>
      <DefinitionList
        items={[
          { term: t("directives.binds"), detail: t(binding ? "directives.binds.agencies" : "directives.binds.nobody") },
          { term: t("directives.scope"), detail: <UntrustedText text={scope} /> },
          { term: t("directives.effectiveOn"), detail: inDays(effectiveOn) },
          { term: t("directives.issuedOn"), detail: inDays(issuedOn) },
          { term: t("directives.ended"), detail: endedOn && inDays(endedOn) },
          {
            term: t("directives.supersededBy"),
            detail: supersededBy && (
              <Link className="usa-link" to="/directives/$id" params={{ id: supersededBy.id }}>
                {t("directives.numberVersion", { number: supersededBy.number, version: supersededBy.version })}
              </Link>
            ),
          },
          { term: t("directives.revokedBecause"), detail: revocationReason && <UntrustedText text={revocationReason} /> },
          { term: t("directives.supersedes"), detail: supersedes.join(", ") },
          { term: t("directives.source"), detail: source && <WebLink url={source} /> },
          { term: t("directives.agencies"), detail: binding && !isRecord && countInWords(agencies) },
          {
            term: t("directives.digest"),
            detail: (
              <>
                <code className="bw-digest">{digest}</code>{" "}
                <a className="usa-link" href={`/api/directives/${id}/document`} download={`${id}.json`}>
                  {t("directives.document")}
                </a>
              </>
            ),
          },
        ]}
      />
    </Panel>
  );
}
