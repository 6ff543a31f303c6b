import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { CardButton } from "./card-button.tsx";
import { ExercisePeople } from "./exercise-people.tsx";
import { exercisePeopleQuery } from "./exercise-people.query.ts";
import { LinkForm } from "./link-form.tsx";
import { PasskeyButton } from "./passkey-button.tsx";

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
              <Panel heading={t("signIn.exercise.otherwise")}>
                <p>{t("signIn.passkey.lead")}</p>
                <PasskeyButton outline />
              </Panel>
            </>
          ) : (
            <div className="bw-narrow">
              <PageHeading title={t("signIn.title")} lead={t("signIn.passkey.lead")} />
              <div className="bw-stack bw-after-heading">
                <PasskeyButton />
                <Panel heading={t("signIn.link.heading")}>
                  <p>{t("signIn.link.lead")}</p>
                  <LinkForm />
                </Panel>
                <Disclosure summary={t("signIn.card.summary")}>
                  <p>{t("signIn.card.words")}</p>
                  <CardButton />
                </Disclosure>
                <p>
                  <Link to="/sign-in/lost" className="usa-link">
                    {t("signIn.lost.link")}
                  </Link>
                </p>
              </div>
            </div>
          )
        }
      </QueryView>
    </div>
  );
}
