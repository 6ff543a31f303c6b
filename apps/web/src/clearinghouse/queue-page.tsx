import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Button } from "@trussworks/react-uswds";
import { useEffect, useRef, useState } from "react";
import type { ReactNode, RefObject } from "react";
import type { Person } from "../api.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { MoreButton } from "../parts/more-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { CLEARINGHOUSE } from "./clearinghouse-roles.ts";
import { ItemTags, OpenItem } from "./queue-item.tsx";
import { KIND_WORDS, listKeys } from "./queue-words.ts";
import { HELP_KEY, moveTo, NEXT_KEY, PREVIOUS_KEY, readActKey } from "./queue.rules.ts";
import { queueQuery } from "./triage.query.ts";
import type { QueueItem, QueueKind } from "./triage.query.ts";

export function QueuePage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CLEARINGHOUSE}>{(person) => <Queue person={person} />}</ForRoles>
    </div>
  );
}

function Queue({ person }: { readonly person: Person }) {
  const { kind, assigned } = useSearch({ from: "/clearinghouse" });
  const mine = assigned === "me";
  const queue = useInfiniteQuery(queueQuery({ kind, mine }));
  return (
    <>
      <PageHeading
        title={t("clearinghouse.queue.title")}
        lead={t("clearinghouse.queue.lead")}
        actions={
          <>
            <LinkButton to="/clearinghouse/findings" outline>
              {t("clearinghouse.queue.all")}
            </LinkButton>
            <LinkButton to="/clearinghouse/rejections" outline>
              {t("clearinghouse.queue.rejections")}
            </LinkButton>
            <LinkButton to="/clearinghouse/feeds" outline>
              {t("clearinghouse.queue.feeds")}
            </LinkButton>
          </>
        }
      />
      <Filters kind={kind} mine={mine} />
      <QueryView query={queue}>
        {({ pages }) => (
          <Workspace
            key={`${kind ?? ""} ${String(mine)}`}
            items={pages.flatMap(({ items }) => items)}
            person={person}
            more={<MoreButton query={queue} />}
          />
        )}
      </QueryView>
      {queue.data && <FormProblem error={queue.error} />}
    </>
  );
}

function Filters({ kind, mine }: { readonly kind: QueueKind | undefined; readonly mine: boolean }) {
  const kinds = [undefined, ...(Object.keys(KIND_WORDS) as QueueKind[])];
  const assigned = mine ? { assigned: "me" as const } : {};
  return (
    <div className="bw-queue-filters">
      <nav aria-label={t("clearinghouse.queue.filter")}>
        <ul className="bw-filters">
          {kinds.map((one) => (
            <li key={one ?? "everything"}>
              <Filter search={{ ...(one ? { kind: one } : {}), ...assigned }} isChosen={one === kind} label={one ? t(KIND_WORDS[one].label) : t("clearinghouse.queue.everything")} />
            </li>
          ))}
        </ul>
      </nav>
      <nav aria-label={t("clearinghouse.queue.whose")}>
        <ul className="bw-filters">
          <li>
            <Filter search={kind ? { kind } : {}} isChosen={!mine} label={t("clearinghouse.queue.anybodys")} />
          </li>
          <li>
            <Filter search={{ ...(kind ? { kind } : {}), assigned: "me" }} isChosen={mine} label={t("clearinghouse.queue.mine")} />
          </li>
        </ul>
      </nav>
    </div>
  );
}

function Filter({ search, isChosen, label }: { readonly search: { readonly kind?: QueueKind; readonly assigned?: "me" }; readonly isChosen: boolean; readonly label: string }) {
  return (
    <Link to="/clearinghouse" search={search} className={isChosen ? "bw-filter bw-filter--chosen" : "bw-filter"} activeOptions={{ exact: true }} aria-current={isChosen ? "page" : undefined}>
      {label}
    </Link>
  );
}

interface WorkspaceProps {
  readonly items: readonly QueueItem[];
  readonly person: Person;
  readonly more: ReactNode;
}

/** The list, and the item that is open beside it. */
function Workspace({ items, person, more }: WorkspaceProps) {
  const [openId, setOpenId] = useState<string>();
  const [takesFocus, setTakesFocus] = useState(false);
  const [byKeys, setByKeys] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  useActKeys(box, byKeys);
  const ids = items.map(({ finding }) => finding.id);
  const item = items.find(({ finding }) => finding.id === openId) ?? items[0];
  // What is open stays open when something worse arrives: nobody decides on another finding than the one they read.
  if (item && item.finding.id !== openId) setOpenId(item.finding.id);
  if (!item) {
    return (
      <EmptyState title={t("clearinghouse.queue.empty")}>
        <p>{t("clearinghouse.queue.emptyWords")}</p>
      </EmptyState>
    );
  }
  const open = (id: string | undefined) => {
    setTakesFocus(true);
    setOpenId(id);
  };
  const step = (by: 1 | -1) => open(moveTo(ids, item.finding.id, by));
  return (
    <div ref={box}>
      <div className="bw-queue-tools">
        <div className="bw-actions">
          <StepButton label={t("clearinghouse.queue.previous")} shortcut={PREVIOUS_KEY} step={() => step(-1)} />
          <StepButton label={t("clearinghouse.queue.next")} shortcut={NEXT_KEY} step={() => step(1)} />
        </div>
        <KeysHelp byKeys={byKeys} onToggle={setByKeys} />
      </div>
      <div className="bw-queue">
        <div className="bw-queue__list">
          <ol aria-label={t("clearinghouse.queue.list")}>
            {items.map((one) => (
              <li key={one.finding.id}>
                <button type="button" className="bw-queue__item" aria-current={one === item ? "true" : undefined} onClick={() => open(one.finding.id)}>
                  <span className="bw-queue__title">{toVisibleText(one.finding.title)}</span>
                  <span className="bw-row-note">
                    <UntrustedText text={`${one.finding.target.name} ${one.finding.target.version}`} /> <DateTime at={one.finding.submittedAt} />
                  </span>
                  <ItemTags item={one} />
                </button>
              </li>
            ))}
          </ol>
          {more}
        </div>
        <OpenItem
          key={item.finding.id}
          item={item}
          personId={person.id}
          mayAssign={person.roles.some((role) => role === "clearinghouse-analyst" || role === "clearinghouse-director")}
          takesFocus={takesFocus}
          onDone={() => step(1)}
        />
      </div>
    </div>
  );
}

function StepButton({ label, shortcut, step }: { readonly label: string; readonly shortcut: string; readonly step: () => void }) {
  return (
    <Button type="button" outline className="bw-small-button" aria-keyshortcuts={shortcut} onClick={step}>
      {label} <kbd aria-hidden="true">{shortcut}</kbd>
    </Button>
  );
}

/** The keys, and a way to turn them off: a single key may mean something else to who works by voice. */
function KeysHelp({ byKeys, onToggle }: { readonly byKeys: boolean; readonly onToggle: (on: boolean) => void }) {
  return (
    <details className="bw-details bw-keys">
      <summary aria-keyshortcuts={HELP_KEY}>
        {t("clearinghouse.queue.keys")} <kbd aria-hidden="true">{HELP_KEY}</kbd>
      </summary>
      <div className="bw-details__body">
        <p className="bw-note">{t("clearinghouse.queue.keysWords")}</p>
        <div className="usa-checkbox">
          <input id="bw-by-keys" className="usa-checkbox__input" type="checkbox" checked={byKeys} onChange={(event) => onToggle(event.target.checked)} />
          <label htmlFor="bw-by-keys" className="usa-checkbox__label">
            {t("clearinghouse.queue.keysOn")}
          </label>
        </div>
        <DataTable
          caption={t("clearinghouse.queue.keys")}
          captionHidden
          columns={[
            { key: "key", header: t("clearinghouse.queue.key"), cell: ({ key }) => <kbd>{key}</kbd> },
            { key: "does", header: t("clearinghouse.queue.does"), cell: ({ does }) => does },
          ]}
          rows={listKeys()}
          rowKey={({ key }) => key}
          empty={null}
        />
      </div>
    </details>
  );
}

const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable=true], dialog *";

/** A key presses the button that names it, so that no key can do what no button does. */
function useActKeys(box: RefObject<HTMLElement | null>, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const press = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.matches(TYPING);
      const key = readActKey(event, isTyping);
      if (key === undefined) return;
      const button = box.current?.querySelector<HTMLElement>(`[aria-keyshortcuts="${key}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [box, isOn]);
}
