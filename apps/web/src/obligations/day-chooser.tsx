import { Link, useNavigate } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { toAsOfSearch } from "./as-of.rules.ts";
import { inDays } from "./tasking-words.ts";

interface DayChooserProps {
  readonly signedOn: string;
  /** The day that is shown; `chosen` when it was asked for. */
  readonly asOf: string;
  readonly chosen: boolean;
}

/** What was known on an earlier day, and where programs find the same. */
export function DayChooser({ signedOn, asOf, chosen }: DayChooserProps) {
  const navigate = useNavigate();
  return (
    <div className="bw-day-chooser">
      <form
        key={asOf}
        aria-label={t("obligations.day")}
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ to: "/obligations", search: toAsOfSearch({ asOf: readText(new FormData(event.currentTarget), "asOf") }) });
        }}
      >
        <TextField label={t("obligations.day")} name="asOf" type="date" min={signedOn} defaultValue={asOf} />
        <button type="submit" className="usa-button usa-button--outline">
          {t("obligations.dayShow")}
        </button>
      </form>
      <div>
        {chosen && (
          <p role="status" className="bw-day-chooser__shown">
            {t("obligations.dayShown", { day: inDays(asOf) })}{" "}
            <Link className="usa-link" to="/obligations">
              {t("obligations.dayToday")}
            </Link>
          </p>
        )}
        <p className="bw-note">{t("obligations.feeds")}</p>
        <ul className="bw-obligation-links" aria-label={t("obligations.feeds")}>
          <li>
            <a className="usa-link" href="/api/obligations.ics">
              {t("obligations.feed.calendar")}
            </a>
          </li>
          <li>
            <a className="usa-link" href="/api/obligations.rss">
              {t("obligations.feed.rss")}
            </a>
          </li>
          <li>
            <a className="usa-link" href={`/api/obligations${chosen ? `?asOf=${asOf}` : ""}`}>
              {t("obligations.feed.json")}
            </a>
          </li>
        </ul>
      </div>
    </div>
  );
}
