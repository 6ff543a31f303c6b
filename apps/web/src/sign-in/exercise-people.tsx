import { useMutation } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useSearch } from "@tanstack/react-router";
import { api } from "../api.ts";
import type { Person } from "../api.ts";
import { t } from "../messages.ts";
import { toVisibleText } from "../parts/escape-controls.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useEnterHouse } from "./enter-house.ts";

/** One button a person, under the organisation they belong to. */
export function ExercisePeople({ people }: { readonly people: readonly Person[] }) {
  const signIn = useExerciseSignIn();
  return (
    <div className="bw-stack">
      <FormProblem error={signIn.error} />
      <div className="bw-people">
        {[...Map.groupBy(people, (person) => person.organisationName)].map(([organisation, members]) => (
          <section key={organisation} className="bw-people__organisation">
            <h2>
              <UntrustedText text={organisation} />
            </h2>
            <ul>
              {members.map((person) => (
                <li key={person.id}>
                  <div>
                    <p className="bw-people__name">
                      <UntrustedText text={person.name} />
                    </p>
                    <p className="bw-note">{person.roles.map((role) => t(`role.${role}`)).join(", ")}</p>
                  </div>
                  <Button
                    type="button"
                    outline
                    className="bw-small-button"
                    aria-label={t("signIn.exercise.as", { name: toVisibleText(person.name) })}
                    disabled={signIn.isPending}
                    onClick={() => signIn.mutate(person.id)}
                  >
                    {t("shell.signIn")}
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function useExerciseSignIn() {
  const enterHouse = useEnterHouse();
  const { next } = useSearch({ from: "/sign-in" });
  return useMutation({
    mutationFn: (personId: string) => api.call("POST /exercise/sign-in", { body: { personId, carrier: "cookie" } }),
    onSuccess: () => enterHouse(next),
  });
}
