import { SectionLinks, type SectionPage } from "../parts/section-links.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { OFFICERS } from "./directive-words.ts";

const PAGES: readonly SectionPage[] = [
  { to: "/directives", label: "directives.menu", isExact: true },
  { to: "/directives/drafts", label: "directives.drafts.link", isExact: true },
  { to: "/directives/agencies", label: "directives.agencies.link" },
  { to: "/directives/exceptions", label: "directives.exceptions.link" },
  { to: "/directives/standing", label: "directives.standing.link", isExact: true },
];

/** The ways between the officers' pages about directives; nobody else has more than the public list. */
export function DirectiveLinks() {
  const session = useSession();
  if (session.state !== "signed-in" || !hasRole({ roles: OFFICERS }, session.person.roles)) return null;
  return <SectionLinks label="directives.pages" pages={PAGES} />;
}
