import { ExtendedNav, Header, NavMenuButton, Title } from "@trussworks/react-uswds";
import { Link, useRouteContext, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { InboxBell } from "../inbox/inbox-bell.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { t } from "../messages.ts";
import { menuFor } from "./menu.rules.ts";
import { useSession, useSignOut } from "./session.ts";
import type { Session } from "./session.ts";

export function SiteHeader() {
  const { house } = useRouteContext({ from: "__root__" });
  const session = useSession();
  const [open, setOpen] = useMobileMenu();
  const roles = session.state === "signed-in" ? session.person.roles : [];

  return (
    <>
      {/* For the pointer only: the keyboard has Escape and the close button. */}
      <button
        type="button"
        className={open ? "usa-overlay is-visible" : "usa-overlay"}
        aria-hidden="true"
        tabIndex={-1}
        onClick={() => setOpen(false)}
      />
      <Header extended className="bw-header">
        <div className="usa-navbar">
          <Title className="bw-title">
            <Link to="/" className="bw-title__link">
              <Mark />
              <span>
                <span className="bw-title__name">{t(house.name)}</span>
                <span className="bw-title__standing">{t("shell.standing.short")}</span>
              </span>
            </Link>
          </Title>
          <NavMenuButton type="button" label={t("shell.menu.open")} aria-expanded={open} onClick={() => setOpen(true)} />
        </div>
        <ExtendedNav
          aria-label={t("shell.menu.label")}
          mobileExpanded={open}
          onToggleMobileNav={() => setOpen(false)}
          primaryItems={menuFor(house.menu, roles).map((entry) => (
            <Link key={entry.to} to={entry.to} className="usa-nav__link" activeProps={{ className: "usa-current" }} activeOptions={{ exact: entry.to === "/" || house.menu.some(({ to }) => to.startsWith(`${entry.to}/`)) }}>
              <span>{t(entry.label)}</span>
            </Link>
          ))}
          secondaryItems={personItems(session)}
        />
      </Header>
    </>
  );
}

function personItems(session: Session) {
  if (session.state === "unknown") return [];
  if (session.state === "signed-out") {
    return [
      <Link key="sign-in" to="/sign-in" className="bw-person__link">
        {t("shell.signIn")}
      </Link>,
    ];
  }
  return [
    <InboxBell key="inbox" />,
    <Link key="person" to="/account" className="bw-person bw-person__link">
      {t("shell.signedInAs", {
        name: toVisibleText(session.person.name),
        organisation: toVisibleText(session.person.organisationName),
      })}
    </Link>,
    <SignOutButton key="sign-out" />,
  ];
}

function SignOutButton() {
  const signOut = useSignOut();
  return (
    <button
      type="button"
      className="usa-button usa-button--unstyled bw-person__link"
      disabled={signOut.isPending}
      onClick={() => signOut.mutate()}
    >
      {t("shell.signOut")}
    </button>
  );
}

/** The narrow-screen menu closes on Escape and on every navigation. */
function useMobileMenu() {
  const router = useRouter();
  const [open, setOpen] = useState(false);

  useEffect(() => router.subscribe("onResolved", () => setOpen(false)), [router]);

  useEffect(() => {
    if (!open) return;
    document.querySelector<HTMLElement>(".usa-nav__close")?.focus();
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      document.querySelector<HTMLElement>(".usa-menu-btn")?.focus();
    };
    document.addEventListener("keydown", closeOnEscape);
    return () => document.removeEventListener("keydown", closeOnEscape);
  }, [open]);

  return [open, setOpen] as const;
}

/** A wall with calm water behind it; not a seal. */
function Mark() {
  return (
    <svg className="bw-title__mark" viewBox="0 0 32 32" width="36" height="36" aria-hidden="true">
      <path d="M4 6c11 0 19 5 19 13" className="bw-mark__wall" />
      <path d="M4 16c2.200 0 2.200 1.500 4.400 1.500S10.600 16 12.800 16" className="bw-mark__water" />
      <path d="M4 25c2.400 0 2.400 1.800 4.800 1.800s2.400-1.800 4.800-1.800 2.400 1.800 4.800 1.800 2.400-1.800 4.800-1.800 2.400 1.800 4.800 1.800" className="bw-mark__water" />
    </svg>
  );
}
