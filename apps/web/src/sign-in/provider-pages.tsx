import { useMutation } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useLocation, useSearch } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { toLocalPath } from "../shell/menu.rules.ts";
import { useEnterHouse } from "./enter-house.ts";
import { bringAnswer, goToProvider } from "./provider.ts";

/** Where an organisation's people begin: the address that it gives them, or that stood in their invitation. */
export function ProviderPage() {
  const { with: providerId } = useSearch({ from: "/sign-in/provider" });
  const go = useMutation({ mutationFn: () => goToProvider(providerId ?? "", "sign-in", "/") });
  return (
    <div className="bw-page">
      <div className="bw-narrow">
        <PageHeading title={t("signIn.provider.title")} lead={t(providerId ? "signIn.provider.lead" : "signIn.redeem.noToken")} />
        <div className="bw-stack bw-after-heading">
          <FormProblem error={go.error} />
          {providerId && (
            <div>
              <Button type="button" disabled={go.isPending} onClick={() => go.mutate()}>
                {t("signIn.provider.go")}
              </Button>
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

/** Where the provider sends the browser back. The answer is brought on a click: it works once, and not by being looked at. */
export function ProviderReturnPage() {
  const answer = useLocation({ select: (location) => location.searchStr });
  const enterHouse = useEnterHouse();
  const finish = useMutation({ mutationFn: () => bringAnswer(answer), onSuccess: ({ purpose, next }) => enterHouse(purpose === "sign-in" ? undefined : toLocalPath(next)) });
  return (
    <div className="bw-page">
      <div className="bw-narrow">
        <PageHeading title={t("signIn.provider.title")} lead={t("signIn.provider.back")} />
        <div className="bw-stack bw-after-heading">
          <FormProblem error={finish.error} />
          <div>
            {finish.isError ? (
              <LinkButton to="/sign-in">{t("signIn.provider.again")}</LinkButton>
            ) : (
              <Button type="button" disabled={finish.isPending} onClick={() => finish.mutate()}>
                {t("signIn.provider.finish")}
              </Button>
            )}
          </div>
        </div>
      </div>
    </div>
  );
}
