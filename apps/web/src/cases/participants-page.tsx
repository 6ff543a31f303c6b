import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import type { Case } from "../clearinghouse/clearinghouse.query.ts";
import { RM_WORDS } from "../clearinghouse/case-words.ts";
import { formatCount } from "../format.ts";
import { t, tCount } from "../messages.ts";
import { TextField } from "../parts/fields.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { AddParticipantForm, AddParticipantsForm } from "./add-participant-form.tsx";
import { CaseFrame } from "./case-frame.tsx";
import { participantsQuery } from "./cases.query.ts";
import type { CaseParticipant } from "./cases.query.ts";
import { LazyDisclosure } from "./lazy-disclosure.tsx";
import { LinkHoldersPanel } from "./link-holders-panel.tsx";
import { ParticipantDetail } from "./participant-detail.tsx";
import { CONSENT_WORDS, GROUP_WORDS, STATUS_WORDS } from "./participant-words.ts";
import { groupParticipants } from "./participants.rules.ts";
import type { ParticipantGroup } from "./participants.rules.ts";

/** Of one group, until somebody asks for more. */
const SHOWN = 20;

export function CaseParticipantsPage() {
  const { id } = useParams({ from: "/clearinghouse/cases/$id/participants" });
  return (
    <CaseFrame id={id} title={t("cases.participants")} lead={t("cases.participants.lead")}>
      {(found) => <Participants of={found} />}
    </CaseFrame>
  );
}

function Participants({ of: found }: { readonly of: Case }) {
  const query = useQuery(participantsQuery(found.id));
  const [words, setWords] = useState("");
  const isOpen = found.state === "open";
  return (
    <>
      <QueryView query={query}>
        {({ participants, unanswered }) => {
          const groups = groupParticipants(participants, words);
          return (
            <>
              <Panel heading={tCount("cases.participants.count", participants.length)}>
                {unanswered > 0 && <p className="bw-measure">{tCount("cases.participants.unanswered", unanswered)}</p>}
                <TextField label={t("cases.participants.search")} name="words" type="search" maxLength={200} optional value={words} onChange={(event) => setWords(event.target.value)} />
                <p className="bw-note" aria-live="polite">
                  {groups.length === 0 ? t("cases.participants.noneFits") : groups.map(({ group, members }) => `${t(GROUP_WORDS[group].label)}: ${formatCount(members.length)}`).join(" · ")}
                </p>
              </Panel>
              {groups.map(({ group, members }) => (
                <Group key={group} group={group} members={members} caseId={found.id} mayAct={found.state !== "closed"} />
              ))}
            </>
          );
        }}
      </QueryView>
      <LinkHoldersPanel caseId={found.id} mayAct={isOpen} />
      {isOpen && <AddParticipantForm caseId={found.id} />}
      {isOpen ? <AddParticipantsForm caseId={found.id} /> : <p className="bw-note">{t("cases.participants.notOpen")}</p>}
    </>
  );
}

function Group({ group, members, caseId, mayAct }: { readonly group: ParticipantGroup; readonly members: readonly CaseParticipant[]; readonly caseId: string; readonly mayAct: boolean }) {
  const [shown, setShown] = useState(SHOWN);
  return (
    <Panel heading={t("cases.group.heading", { group: t(GROUP_WORDS[group].label), count: members.length })}>
      <p className="bw-measure">{t(GROUP_WORDS[group].means)}</p>
      <ul className="bw-folds">
        {members.slice(0, shown).map((participant) => (
          <li key={participant.id}>
            <LazyDisclosure summary={<Summary participant={participant} group={group} />}>{() => <ParticipantDetail caseId={caseId} participant={participant} mayAct={mayAct} />}</LazyDisclosure>
          </li>
        ))}
      </ul>
      {members.length > shown && (
        <div className="bw-actions bw-after-heading">
          <Button type="button" outline onClick={() => setShown(shown + SHOWN)}>
            {t("parts.more")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Summary({ participant: { name, product, isMaintainer, rm, consent, statuses }, group }: { readonly participant: CaseParticipant; readonly group: ParticipantGroup }) {
  return (
    <>
      <span className="bw-fold__title">
        <UntrustedText text={product ? `${name}, ${product}` : name} />
      </span>
      <span className="bw-tags">
        {group === "none-yet" && <span className="bw-tag bw-tag--attention">{t("cases.answer.none-yet")}</span>}
        {isMaintainer && <span className="bw-tag bw-tag--quiet">{t("cases.participant.maintainer")}</span>}
        {group !== "standing" && <StatusTag state={rm} words={RM_WORDS} />}
        {group !== "standing" && <StatusTag state={consent} words={CONSENT_WORDS} />}
        {statuses[0] && <StatusTag state={statuses[0].status} words={STATUS_WORDS} />}
      </span>
    </>
  );
}
