import { useMutation } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useLocation } from "@tanstack/react-router";
import { api } from "../api.ts";
import type { MessageKey } from "../messages.ts";
import { t } from "../messages.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { useEnterHouse } from "./enter-house.ts";

type Purpose = "sign-in" | "invitation" | "recovery";

const WORDS: Readonly<Record<Purpose, { readonly title: MessageKey; readonly lead: MessageKey; readonly act: MessageKey }>> = {
  "sign-in": { title: "signIn.redeem.title", lead: "signIn.redeem.lead", act: "shell.signIn" },
  invitation: { title: "signIn.invitation.title", lead: "signIn.invitation.lead", act: "signIn.invitation.act" },
  recovery: { title: "signIn.recovery.title", lead: "signIn.recovery.lead", act: "signIn.recovery.act" },
};

export const RedeemLinkPage = () => <RedeemPage purpose="sign-in" />;
export const RedeemInvitationPage = () => <RedeemPage purpose="invitation" />;
export const RedeemRecoveryPage = () => <RedeemPage purpose="recovery" />;

/**
 * Where the mailed link leads. The secret stands behind the #, which is sent to no server and into no log; it is used
 * only on a click, because mail programs open links ahead of their readers. Whoever has no passkey yet makes one next.
 */
function RedeemPage({ purpose }: { readonly purpose: Purpose }) {
  const token = useLocation({ select: (location) => location.hash });
  const enterHouse = useEnterHouse();
  const redeem = useMutation({
    mutationFn: () => api.call("POST /sign-in/redeem", { body: { token, purpose, carrier: "cookie" } }),
    onSuccess: () => enterHouse(purpose === "sign-in" ? undefined : "/account"),
  });
  const words = WORDS[purpose];
  return (
    <div className="bw-page">
      <div className="bw-narrow">
        <PageHeading title={t(words.title)} lead={t(token ? words.lead : "signIn.redeem.noToken")} />
        <div className="bw-stack bw-after-heading">
          <FormProblem error={redeem.error} />
          {token && !redeem.isError ? (
            <div>
              <Button type="button" disabled={redeem.isPending} onClick={() => redeem.mutate()}>
                {t(words.act)}
              </Button>
            </div>
          ) : (
            <div>
              <LinkButton to="/sign-in">{t("signIn.redeem.another")}</LinkButton>
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
