import { useState } from "react";
import { api } from "../api.ts";
import { formatBytes } from "../format.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AnyOf, AreaField, SelectField, TextField } from "../parts/fields.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { readChoice, readChoices, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { INCIDENT_EVENTS, INCIDENT_KINDS, INCIDENT_STATES } from "./work.words.ts";
import type { Incident } from "./work.words.ts";

// The server's own bound, told before any byte is sent.
const MAX_EVIDENCE_BYTES = 16 * 1024 * 1024;

interface Side {
  readonly id: string;
  /** Each side of an engagement has its own way in. */
  readonly side: "developer" | "evaluator";
}

interface IncidentsViewProps extends Side {
  readonly incidents: readonly Incident[];
}

/** The record of incidents of one engagement, and a new one. */
export function IncidentsView({ id, side, incidents }: IncidentsViewProps) {
  return (
    <>
      {incidents.length === 0 && (
        <EmptyState title={t("incident.none")}>
          <p>{t("incident.noneWords")}</p>
        </EmptyState>
      )}
      {incidents.map((incident) => (
        <IncidentPanel key={incident.id} id={id} side={side} incident={incident} />
      ))}
      <Panel heading={t("incident.raise.heading")}>
        <p className="bw-measure">{t("incident.raise.lead")}</p>
        <RaiseForm id={id} side={side} />
      </Panel>
    </>
  );
}

function IncidentPanel({ id, side, incident }: Side & { readonly incident: Incident }) {
  const isOpen = incident.closedAt === null;
  return (
    <Panel heading={t("parts.numbered", { label: t(INCIDENT_KINDS[incident.kind]), reference: incident.id.slice(-4) })} actions={<StatusTag state={isOpen ? "open" : "closed"} words={INCIDENT_STATES} />}>
      <Timeline
        label={t("incident.timeline")}
        events={incident.timeline.map(({ kind, byName, text, at }, index) => ({
          key: `${index}`,
          at,
          title: byName === "" ? t(INCIDENT_EVENTS[kind]) : t("incident.event.by", { event: t(INCIDENT_EVENTS[kind]), name: byName }),
          detail: text && <UntrustedText text={text} />,
        }))}
      />
      <ThirdParties incident={incident} />
      <Evidence id={id} side={side} incident={incident} />
      {isOpen && (
        <div className="bw-after-heading">
          <Disclosure summary={t("incident.note.heading")}>
            <NoteForm id={id} side={side} incidentId={incident.id} />
          </Disclosure>
          <Disclosure summary={t("incident.evidence.add")}>
            <EvidenceForm id={id} side={side} incidentId={incident.id} />
          </Disclosure>
          <Disclosure summary={t("incident.tell.heading")}>
            <TellForm id={id} side={side} incidentId={incident.id} />
          </Disclosure>
          {side === "developer" && (
            <Disclosure summary={t("incident.close.heading")}>
              <CloseForm id={id} incidentId={incident.id} />
            </Disclosure>
          )}
        </div>
      )}
    </Panel>
  );
}

function ThirdParties({ incident }: { readonly incident: Incident }) {
  return (
    <DataTable
      caption={t("incident.thirdParties")}
      rows={incident.thirdParties}
      rowKey={(party) => party.id}
      empty={null}
      columns={[
        { key: "email", header: t("incident.tell.email"), cell: ({ email }) => <UntrustedText text={email} /> },
        { key: "told", header: t("incident.toldAt"), cell: ({ toldAt }) => <DateTime at={toldAt} /> },
        { key: "read", header: t("incident.readAt"), cell: ({ readAt }) => (readAt ? <DateTime at={readAt} /> : t("incident.notYet")) },
        { key: "answer", header: t("incident.answer"), cell: ({ answer }) => (answer ? <UntrustedText text={answer} /> : t("incident.notYet")) },
      ]}
    />
  );
}

function Evidence({ id, side, incident }: Side & { readonly incident: Incident }) {
  const read = (evidenceId: string) =>
    side === "developer"
      ? api.call("GET /engagements/{id}/incidents/evidence", { params: { id }, query: { evidenceId } })
      : api.call("GET /evaluator/engagements/{id}/incidents/evidence", { params: { id }, query: { evidenceId } });
  return (
    <DataTable
      caption={t("incident.evidence.heading")}
      rows={incident.evidence}
      rowKey={(file) => file.id}
      empty={null}
      columns={[
        { key: "name", header: t("incident.evidence.name"), cell: ({ fileName }) => <UntrustedText text={fileName} /> },
        { key: "size", header: t("incident.evidence.size"), numeric: true, cell: ({ bytes }) => formatBytes(bytes) },
        { key: "digest", header: t("incident.evidence.digest"), cell: ({ digest }) => <code className="bw-code">{digest}</code> },
        { key: "get", header: t("incident.evidence.get"), cell: ({ id: fileId, fileName }) => <DownloadButton label={t("incident.evidence.download")} fileName={fileName} read={() => read(fileId)} /> },
      ]}
    />
  );
}

function RaiseForm({ id, side }: Side) {
  const read = (form: FormData) => ({ kind: readChoice<Incident["kind"]>(form, "kind"), text: readText(form, "text"), halt: readChoices(form, "halt").length > 0 });
  return (
    <ActForm
      label={t("incident.raise.heading")}
      submit={t("incident.raise.submit")}
      said={t("incident.raise.said")}
      fields={["text"]}
      act={(form) => (side === "developer" ? api.call("POST /engagements/{id}/incidents", { params: { id }, body: read(form) }) : api.call("POST /evaluator/engagements/{id}/incidents", { params: { id }, body: read(form) }))}
    >
      {(error) => (
        <>
          <SelectField label={t("incident.raise.kind")} name="kind" choices={toChoices(INCIDENT_KINDS)} />
          <AreaField label={t("incident.raise.text")} name="text" maxLength={8000} error={error} />
          <AnyOf legend={t("incident.raise.haltLegend")} name="halt" choices={[{ value: "yes", label: t("incident.raise.halt"), description: t("incident.raise.haltWords") }]} chosen={["yes"]} />
        </>
      )}
    </ActForm>
  );
}

interface OnIncident extends Side {
  readonly incidentId: string;
}

function NoteForm({ id, side, incidentId }: OnIncident) {
  const read = (form: FormData) => ({ incidentId, text: readText(form, "text") });
  return (
    <ActForm
      label={t("incident.note.heading")}
      submit={t("incident.note.submit")}
      said={t("incident.note.said")}
      fields={["text"]}
      outline
      act={(form) => (side === "developer" ? api.call("POST /engagements/{id}/incidents/notes", { params: { id }, body: read(form) }) : api.call("POST /evaluator/engagements/{id}/incidents/notes", { params: { id }, body: read(form) }))}
    >
      {(error) => <AreaField label={t("incident.note.text")} name="text" maxLength={8000} error={error} />}
    </ActForm>
  );
}

function EvidenceForm({ id, side, incidentId }: OnIncident) {
  const [file, setFile] = useState<File>();
  const send = (chosen: File) => {
    const query = { incidentId, fileName: chosen.name };
    return side === "developer" ? api.call("POST /engagements/{id}/incidents/evidence", { params: { id }, query, body: chosen }) : api.call("POST /evaluator/engagements/{id}/incidents/evidence", { params: { id }, query, body: chosen });
  };
  return (
    <ActForm label={t("incident.evidence.add")} submit={t("incident.evidence.submit")} said={t("incident.evidence.said")} fields={[]} outline act={async () => file && send(file)}>
      {(error) => <FileDrop label={t("incident.evidence.file")} name="file" hint={t("incident.evidence.hint")} accept="" maxBytes={MAX_EVIDENCE_BYTES} onFile={setFile} error={error} />}
    </ActForm>
  );
}

function TellForm({ id, side, incidentId }: OnIncident) {
  const read = (form: FormData) => ({ incidentId, email: readText(form, "email"), text: readText(form, "text") });
  return (
    <ActForm
      label={t("incident.tell.heading")}
      submit={t("incident.tell.submit")}
      said={t("incident.tell.said")}
      fields={["email", "text"]}
      outline
      act={(form) => (side === "developer" ? api.call("POST /engagements/{id}/incidents/third-parties", { params: { id }, body: read(form) }) : api.call("POST /evaluator/engagements/{id}/incidents/third-parties", { params: { id }, body: read(form) }))}
    >
      {(error) => (
        <>
          <p className="bw-measure">{t("incident.tell.lead")}</p>
          <TextField label={t("incident.tell.email")} name="email" type="email" error={error} />
          <AreaField label={t("incident.tell.text")} name="text" maxLength={4000} error={error} />
        </>
      )}
    </ActForm>
  );
}

function CloseForm({ id, incidentId }: { readonly id: string; readonly incidentId: string }) {
  return (
    <ActForm
      label={t("incident.close.heading")}
      submit={t("incident.close.submit")}
      said={t("incident.close.said")}
      fields={["learned"]}
      outline
      act={(form) => api.call("POST /engagements/{id}/incidents/close", { params: { id }, body: { incidentId, learned: readText(form, "learned") } })}
    >
      {(error) => <AreaField label={t("incident.close.learned")} name="learned" maxLength={8000} error={error} />}
    </ActForm>
  );
}
