import { Outlet } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { Announcements } from "./announcements.tsx";
import { SiteFooter } from "./site-footer.tsx";
import { SiteHeader } from "./site-header.tsx";

const MAIN_ID = "main";

/** What surrounds every page of either house. */
export function Layout() {
  return (
    <Announcements>
      <a className="usa-skipnav" href={`#${MAIN_ID}`} onClick={focusMain}>
        {t("shell.skip")}
      </a>
      <SiteHeader />
      <main id={MAIN_ID} tabIndex={-1} className="bw-main">
        <Outlet />
      </main>
      <SiteFooter />
    </Announcements>
  );
}

/** The router would take the fragment for a navigation and leave the focus where it is. */
function focusMain(event: { preventDefault: () => void }) {
  event.preventDefault();
  document.getElementById(MAIN_ID)?.focus();
}
