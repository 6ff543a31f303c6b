import { useId, useRef, useState } from "react";
import { Button } from "@trussworks/react-uswds";
import { useQuery } from "@tanstack/react-query";
import { t, tCount } from "../messages.ts";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { participantsQuery } from "./cases.query.ts";
import type { CaseParticipant } from "./cases.query.ts";
import { canBeWrittenTo, fitsWords } from "./participants.rules.ts";

/** The field's name on the wire; read it with readChoices. */
export const PICKED = "participantIds";
/** From here on a search is offered. */
const MANY = 8;

interface PickParticipantsProps {
  readonly caseId: string;
  readonly legend: string;
  readonly chosen?: readonly string[];
}

/** Any of those who can be written to, however many there are: what is ticked stays ticked while the list is searched. */
export function PickParticipants({ caseId, legend, chosen = [] }: PickParticipantsProps) {
  const query = useQuery(participantsQuery(caseId));
  return <QueryView query={query}>{({ participants }) => <Boxes legend={legend} participants={participants.filter(canBeWrittenTo)} chosen={chosen} />}</QueryView>;
}

function Boxes({ legend, participants, chosen }: { readonly legend: string; readonly participants: readonly CaseParticipant[]; readonly chosen: readonly string[] }) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [words, setWords] = useState("");
  const fitting = new Set(participants.filter((one) => fitsWords(one, words)).map((one) => one.id));
  const tickFitting = () => list.current?.querySelectorAll<HTMLInputElement>("input").forEach((box) => void (fitting.has(box.value) && (box.checked = true)));
  if (participants.length === 0) return <p className="bw-note">{t("cases.pick.nobody")}</p>;
  return (
    <fieldset className="usa-fieldset bw-choices">
      <legend className="usa-legend">{legend}</legend>
      {participants.length > MANY && (
        <>
          <label className="usa-label" htmlFor={`${id}-words`}>
            {t("cases.participants.search")}
          </label>
          <input id={`${id}-words`} type="search" className="usa-input" value={words} maxLength={200} onChange={(event) => setWords(event.target.value)} />
          <div className="bw-actions bw-after-heading">
            <Button type="button" outline className="bw-small-button" onClick={tickFitting}>
              {tCount("cases.pick.fitting", fitting.size)}
            </Button>
          </div>
        </>
      )}
      <div ref={list} className="bw-pick">
        {participants.map((one) => (
          <div key={one.id} className="usa-checkbox" hidden={!fitting.has(one.id)}>
            <input className="usa-checkbox__input" id={`${id}-${one.id}`} type="checkbox" name={PICKED} value={one.id} defaultChecked={chosen.includes(one.id)} />
            <label className="usa-checkbox__label" htmlFor={`${id}-${one.id}`}>
              <UntrustedText text={one.product ? `${one.name}, ${one.product}` : one.name} />
            </label>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
