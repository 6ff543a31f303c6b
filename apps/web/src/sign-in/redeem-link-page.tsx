import { useMutation } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useLocation } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { useEnterHouse } from "./enter-house.ts";

/**
 * Where the mailed link leads. The secret stands behind the #, which is sent to no server and into no log; it is used
 * only on a click, because mail programs open links ahead of their readers.
 */
export function RedeemLinkPage() {
  const token = useLocation({ select: (location) => location.hash });
  const enterHouse = useEnterHouse();
  const redeem = useMutation({
    mutationFn: () => api.call("POST /sign-in/redeem", { body: { token, carrier: "cookie" } }),
    onSuccess: () => enterHouse(),
  });
  return (
    <div className="bw-page">
      <div className="bw-narrow">
        <PageHeading title={t("signIn.redeem.title")} lead={t(token ? "signIn.redeem.lead" : "signIn.redeem.noToken")} />
        <div className="bw-stack bw-after-heading">
          <FormProblem error={redeem.error} />
          {token && !redeem.isError ? (
            <Button type="button" disabled={redeem.isPending} onClick={() => redeem.mutate()}>
              {t("shell.signIn")}
            </Button>
          ) : (
            <LinkButton to="/sign-in">{t("signIn.redeem.another")}</LinkButton>
          )}
        </div>
      </div>
    </div>
  );
}
