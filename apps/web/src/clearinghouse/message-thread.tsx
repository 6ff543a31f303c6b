import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { CaseMessage } from "./clearinghouse.query.ts";

interface MessageThreadProps {
  readonly messages: readonly CaseMessage[];
  readonly hint: string;
  readonly write: (text: string) => Promise<unknown>;
}

/** What coordinator and maintainer wrote to each other, oldest first. */
export function MessageThread({ messages, hint, write }: MessageThreadProps) {
  return (
    <>
      {messages.length === 0 ? (
        <p className="bw-note">{t("clearinghouse.messages.none")}</p>
      ) : (
        <ol className="bw-thread">
          {messages.map((message) => (
            <li key={message.id} className={`bw-thread__message bw-thread__message--${message.from}`}>
              <p className="bw-thread__from">
                <strong>{t(message.from === "maintainer" ? "clearinghouse.messages.maintainer" : "clearinghouse.messages.coordinator")}</strong>{" "}
                <UntrustedText text={message.sender} />
                {message.channel === "mail" && <span className="bw-note"> {t("clearinghouse.messages.byMail")}</span>}
              </p>
              <DateTime at={message.at} />
              <p className="bw-prose">
                <UntrustedText text={message.text} />
              </p>
            </li>
          ))}
        </ol>
      )}
      <ActForm label={t("clearinghouse.messages.write")} submit={t("clearinghouse.messages.send")} said={t("clearinghouse.messages.said")} fields={["text"]} outline act={(form) => write(readText(form, "text"))}>
        {(error) => <AreaField label={t("clearinghouse.messages.text")} name="text" hint={hint} maxLength={10_000} error={error} />}
      </ActForm>
    </>
  );
}
