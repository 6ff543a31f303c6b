import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { inputWords, SOURCE_WORDS, TABLE_WORDS, toValueWords } from "./decision-words.ts";
import type { Decision } from "./priority.query.ts";

/** One table's decision that stands: the sentence first, then who said what; earlier ones are kept beside it. */
export function DecisionCard({ decision, before }: { readonly decision: Decision; readonly before: readonly Decision[] }) {
  const words = TABLE_WORDS[decision.table];
  return (
    <article className="bw-decision">
      <h3>{t(words.label)}</h3>
      <p className="bw-priority">{decision.sentence}</p>
      {decision.reason && <p className="bw-measure">{decision.reason}</p>}
      <p className="bw-note">
        {t(words.whose)} {decision.rule} · <DateTime at={decision.at} />
      </p>
      <Disclosure summary={t("clearinghouse.decision.inputs")}>
        <DataTable
          caption={t("clearinghouse.decision.inputs")}
          captionHidden
          columns={[
            { key: "input", header: t("clearinghouse.input"), cell: ({ input }) => nameInput(input) },
            { key: "value", header: t("clearinghouse.decision.value"), cell: ({ value }) => toValueWords(value) },
            { key: "by", header: t("clearinghouse.decision.saidBy"), cell: ({ by }) => (by ? t(SOURCE_WORDS[by]) : "–") },
          ]}
          rows={Object.entries(decision.inputs).map(([input, value]) => ({ input, value, by: decision.saidBy[input] }))}
          rowKey={({ input }) => input}
          empty={null}
        />
      </Disclosure>
      {before.length > 0 && (
        <Disclosure summary={t("clearinghouse.decision.before")}>
          <ol className="bw-timeline" aria-label={t("clearinghouse.decision.before")}>
            {before.map((one) => (
              <li key={one.id}>
                <p className="bw-timeline__title">{one.sentence}</p>
                <p className="bw-timeline__time">
                  <DateTime at={one.at} />
                </p>
                {one.reason && <p>{one.reason}</p>}
              </li>
            ))}
          </ol>
        </Disclosure>
      )}
    </article>
  );
}

function nameInput(input: string): string {
  const words = inputWords(input);
  return words ? t(words) : toValueWords(input);
}
