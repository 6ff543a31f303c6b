import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, OneOf } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import type { StatusWords } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import type { HandOff } from "./cases.query.ts";
import { readRecord } from "./read-record.ts";

const HAND_OFF_WORDS: StatusWords<HandOff["state"]> = {
  prepared: { label: "cases.handOff.prepared", tone: "attention" },
  confirmed: { label: "cases.handOff.confirmed", tone: "info" },
  sending: { label: "cases.handOff.sending", tone: "info" },
  awaiting: { label: "cases.handOff.awaiting", tone: "info" },
  received: { label: "cases.handOff.received", tone: "good" },
  refused: { label: "cases.handOff.refused", tone: "urgent" },
  unknown: { label: "cases.handOff.unknown", tone: "urgent" },
  dropped: { label: "cases.handOff.dropped", tone: "ended" },
};

interface HandOffProps {
  readonly caseId: string;
  readonly of: HandOff;
}

/** One hand-off: what leaves word for word, what is missing in it, and what came back. */
export function HandOffPanel({ caseId, of: handOff }: HandOffProps) {
  const { destination, state, digest, record, receipt, preparedAt, confirmedAt, sentAt, answeredAt } = handOff;
  const isWaiting = state === "prepared";
  return (
    <Panel heading={t("cases.handOff.to", { name: destination.name })}>
      <div className="bw-tags">
        <StatusTag state={state} words={HAND_OFF_WORDS} />
        <span className="bw-tag bw-tag--quiet">{t(`cases.kind.${destination.kind}`)}</span>
      </div>
      <p className="bw-measure">{t(`cases.handOff.${state}.means`)}</p>
      <DefinitionList
        items={[
          { term: t("cases.handOff.preparedAt"), detail: <DateTime at={preparedAt} /> },
          { term: t("cases.handOff.confirmedAt"), detail: confirmedAt && <DateTime at={confirmedAt} /> },
          { term: t("cases.handOff.sentAt"), detail: sentAt && <DateTime at={sentAt} /> },
          { term: t("cases.handOff.answeredAt"), detail: answeredAt && <DateTime at={answeredAt} /> },
          { term: t("files.digest"), detail: <code className="bw-digest">{digest}</code> },
        ]}
      />
      {receipt !== null && (
        <div className="bw-given">
          <h3>{t("cases.handOff.receipt")}</h3>
          <p className="bw-prose">
            <UntrustedText text={receipt} />
          </p>
        </div>
      )}
      {isWaiting ? (
        <>
          <h3>{t("cases.record")}</h3>
          <TheRecord record={record} />
          <Confirm caseId={caseId} of={handOff} />
        </>
      ) : (
        <Disclosure summary={t("cases.record")}>
          <TheRecord record={record} />
        </Disclosure>
      )}
      {(state === "unknown" || state === "awaiting") && <Settle caseId={caseId} of={handOff} />}
      {state === "received" && destination.isMailed && (
        <Disclosure summary={t("cases.settle.reread")}>
          <Settle caseId={caseId} of={handOff} />
        </Disclosure>
      )}
    </Panel>
  );
}

function TheRecord({ record }: Pick<HandOff, "record">) {
  const { filled, empty } = readRecord(record);
  return (
    <>
      <DefinitionList items={filled.map(({ name, value }) => ({ term: name, detail: <UntrustedText text={value} /> }))} />
      {empty.length > 0 && (
        <p className="bw-note">
          {t("cases.record.empty")} <UntrustedText text={empty.join(", ")} />
        </p>
      )}
    </>
  );
}

function Confirm({ caseId, of: { id, digest, destination } }: HandOffProps) {
  const confirm = useAct({ perform: () => api.call("POST /cases/{id}/hand-offs/confirm", { params: { id: caseId }, body: { handOffId: id, digest } }), said: t("cases.confirm.said") });
  const drop = useAct({ perform: () => api.call("POST /cases/{id}/hand-offs/drop", { params: { id: caseId }, body: { handOffId: id } }), said: t("cases.drop.said") });
  return (
    <div className="bw-actions bw-after-heading">
      <ConfirmDialog trigger={t("cases.confirm")} heading={t("cases.confirm.heading")} confirm={t("cases.confirm")} onConfirm={() => confirm.mutateAsync()}>
        <p>{t("cases.confirm.words")}</p>
        <p>
          <UntrustedText text={destination.name} />
        </p>
      </ConfirmDialog>
      <ConfirmDialog trigger={t("cases.drop")} heading={t("cases.drop.heading")} confirm={t("cases.drop")} onConfirm={() => drop.mutateAsync()} ends>
        <p>{t("cases.drop.words")}</p>
      </ConfirmDialog>
    </div>
  );
}

/** Its answer was lost: a person asks them, and says what became of it. */
function Settle({ caseId, of: { id, state } }: HandOffProps) {
  return (
    <div className="bw-after-heading">
      <h3>{t("cases.settle")}</h3>
      <ActForm
        label={t("cases.settle")}
        submit={t("cases.settle.submit")}
        said={t("cases.settle.said")}
        fields={["receipt"]}
        act={(form) => api.call("POST /cases/{id}/hand-offs/settle", { params: { id: caseId }, body: { handOffId: id, outcome: readChoice<"received" | "not-received">(form, "outcome"), receipt: readText(form, "receipt") } })}
      >
        {(error) => (
          <>
            <OneOf
              legend={t("cases.settle.outcome")}
              name="outcome"
              chosen={[]}
              required
              choices={[
                ...(state === "received" ? [] : [{ value: "received", label: t("cases.settle.received") }]),
                { value: "not-received", label: t("cases.settle.notReceived") },
              ]}
            />
            <AreaField label={t("cases.settle.receipt")} name="receipt" hint={t("cases.settle.receiptHint")} rows={2} maxLength={1000} error={error} />
          </>
        )}
      </ActForm>
    </div>
  );
}
