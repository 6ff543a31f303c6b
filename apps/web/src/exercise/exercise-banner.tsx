import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { progressQuery } from "./exercise.query.ts";

/** On the front page while an exercise is played, and after it; nothing where there is none. */
export function ExerciseBanner() {
  const { data } = useQuery(progressQuery);
  if (!data) return null;
  return (
    <aside className="bw-exercise" aria-label={t("exercise.title")}>
      <p className="bw-plain">
        <strong>{t(data.done ? "exercise.over" : "exercise.running")}</strong> {data.done ? "" : data.text}
      </p>
      <Link to="/exercise" className="usa-link">
        {t("exercise.follow")}
      </Link>
    </aside>
  );
}
