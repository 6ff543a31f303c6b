import { useMutation } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useSearch } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { useEnterHouse } from "./enter-house.ts";

/** Signs in by the smart card that the browser shows; it shows one only where the installation asks for it. */
export function CardButton() {
  const enterHouse = useEnterHouse();
  const { next } = useSearch({ from: "/sign-in" });
  const signIn = useMutation({ mutationFn: () => api.call("POST /sign-in/card", { body: { carrier: "cookie" } }), onSuccess: () => enterHouse(next) });
  return (
    <div className="bw-stack">
      <FormProblem error={signIn.error} />
      <div>
        <Button type="button" outline disabled={signIn.isPending} onClick={() => signIn.mutate()}>
          {t("signIn.card")}
        </Button>
      </div>
    </div>
  );
}
