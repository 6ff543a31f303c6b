import { useMutation } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useSearch } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { useEnterHouse } from "./enter-house.ts";
import { signInWithPasskey } from "./use-passkey.ts";

/** Signs in with whichever passkey the person chooses; no name is asked. */
export function PasskeyButton({ outline = false }: { readonly outline?: boolean }) {
  const enterHouse = useEnterHouse();
  const { next } = useSearch({ from: "/sign-in" });
  const signIn = useMutation({ mutationFn: signInWithPasskey, onSuccess: () => enterHouse(next) });
  return (
    <div className="bw-stack">
      <FormProblem error={signIn.error} />
      <div>
        <Button type="button" outline={outline} disabled={signIn.isPending} onClick={() => signIn.mutate()}>
          {t("signIn.passkey")}
        </Button>
      </div>
    </div>
  );
}
