import { t, tCount } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Request } from "./enclave.query.ts";

type Alarm = NonNullable<NonNullable<Request["run"]>["alarms"]>[number];

/** The programs that tried to leave their sandboxes and so halted the run. What they were and what they printed is hostile. */
export function AlarmsList({ alarms }: { readonly alarms: readonly Alarm[] }) {
  if (alarms.length === 0) return null;
  return (
    <section className="bw-alarms" aria-label={t("enclave.alarms.heading")}>
      <h3>{t("enclave.alarms.heading")}</h3>
      <p className="bw-measure">{tCount("enclave.alarms.lead", alarms.length)}</p>
      <ul>
        {alarms.map((alarm) => (
          <li key={alarm.sandboxId}>
            <DefinitionList
              items={[
                { term: t("enclave.alarms.at"), detail: <DateTime at={alarm.at} /> },
                { term: t("enclave.alarms.sandbox"), detail: <UntrustedText text={alarm.sandboxId} /> },
                { term: t("enclave.alarms.attempts"), detail: t("enclave.alarms.attemptsOf", { ...alarm.attempts }) },
                { term: t("enclave.alarms.command"), detail: <Printed text={alarm.command} /> },
                { term: t("enclave.alarms.lastWords"), detail: alarm.lastWords && <Printed text={alarm.lastWords} /> },
              ]}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Printed({ text }: { readonly text: string }) {
  return (
    <code className="bw-code">
      <UntrustedText text={text} />
    </code>
  );
}
