import { useLocation, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { keepSecret } from "./maintainer-link.ts";

/** Whose page a mailed link opens; each keeps its own secret, so that one tab can hold both. */
export type MailedTo = "maintainer" | "participant" | "desk";

const keeperOf = (mailedTo: MailedTo) => ({
  getItem: () => window.sessionStorage.getItem(`breakwater.${mailedTo}`),
  setItem: (_name: string, secret: string) => window.sessionStorage.setItem(`breakwater.${mailedTo}`, secret),
});

/** Reads the secret out of the address and takes it out of the address bar and the history. */
export function useMailedSecret(mailedTo: MailedTo): string | undefined {
  const router = useRouter();
  const fragment = useLocation({ select: (location) => location.hash });
  const path = useLocation({ select: (location) => location.pathname });
  useEffect(() => {
    if (fragment) router.history.replace(path);
  }, [fragment, path, router]);
  return keepSecret(fragment, keeperOf(mailedTo));
}
