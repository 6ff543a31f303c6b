import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ExercisePeople } from "./exercise-people.tsx";
import { exercisePeopleQuery } from "./exercise-people.query.ts";
import { LinkForm } from "./link-form.tsx";

export function SignInPage() {
  const people = useQuery(exercisePeopleQuery);
  return (
    <div className="bw-page">
      <QueryView query={people}>
        {(found) =>
          found ? (
            <>
              <PageHeading title={t("signIn.title")} eyebrow={t("signIn.exercise.eyebrow")} lead={t("signIn.exercise.lead")} />
              <ExercisePeople people={found} />
            </>
          ) : (
            <div className="bw-narrow">
              <PageHeading title={t("signIn.title")} lead={t("signIn.link.lead")} />
              <LinkForm />
            </div>
          )
        }
      </QueryView>
    </div>
  );
}
