import { Link } from "@tanstack/react-router";
import { WebLink } from "../advisories/web-link.tsx";
import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { EXCEPTION_WORDS, inDays, TURN_WORDS } from "./directive-words.ts";
import type { ItemDetail, ItemException, ItemTurn } from "./directives.query.ts";
import { ItemDue } from "./item-state.tsx";

/** What is asked, and all that was done and said about it. */
export function ItemRecord({ detail: { item, turns, exceptions } }: { readonly detail: ItemDetail }) {
  return (
    <>
      <Panel heading={t("directives.items.asked")}>
        <p className="bw-measure">
          <UntrustedText text={item.words} />
        </p>
        <DefinitionList
          items={[
            { term: t("directives.due"), detail: <ItemDue item={item} /> },
            { term: t("directives.appliesTo"), detail: <UntrustedText text={item.appliesTo} /> },
            {
              term: t("directives.directive"),
              detail: (
                <Link className="usa-link" to="/directives/$id" params={{ id: item.directiveId }}>
                  {item.number}
                </Link>
              ),
            },
          ]}
        />
        <p className="bw-note">{t("parts.dayEnds")}</p>
      </Panel>
      {exceptions.length > 0 && (
        <Panel heading={t("directives.exceptions")}>
          <ul className="bw-waiting">
            {exceptions.map((exception) => (
              <ExceptionEntry key={exception.id} exception={exception} />
            ))}
          </ul>
        </Panel>
      )}
      <Panel heading={t("directives.items.turns")}>
        <Timeline label={t("directives.items.turns")} events={turns.map((turn) => ({ key: `${turn.at} ${turn.event}`, at: turn.at, title: t(TURN_WORDS[turn.event]), detail: <TurnDetail turn={turn} /> }))} />
      </Panel>
    </>
  );
}

function TurnDetail({ turn: { words, link, digest } }: { readonly turn: ItemTurn }) {
  return (
    <>
      {words && (
        <p className="bw-measure">
          <UntrustedText text={words} />
        </p>
      )}
      {link && <WebLink url={link} />}
      {digest && (
        <p>
          {t("directives.items.digest")} <code className="bw-digest">{digest}</code>
        </p>
      )}
    </>
  );
}

function ExceptionEntry({ exception: { state, askedUntil, grantedUntil, reason, control, answer } }: { readonly exception: ItemException }) {
  return (
    <li>
      <StatusTag state={state} words={EXCEPTION_WORDS} />
      <DefinitionList
        items={[
          { term: t("directives.exception.askedUntil"), detail: inDays(askedUntil) },
          { term: t("directives.exception.grantedUntil"), detail: grantedUntil && inDays(grantedUntil) },
          { term: t("directives.reason"), detail: <UntrustedText text={reason} /> },
          { term: t("directives.exception.control"), detail: <UntrustedText text={control} /> },
          { term: t("directives.exception.answer"), detail: answer && <UntrustedText text={answer} /> },
        ]}
      />
    </li>
  );
}
