import { SectionLinks, type SectionPage } from "../parts/section-links.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";

const REPORTS: readonly SectionPage[] = [
  { to: "/reports", label: "reports.title", isExact: true },
  { to: "/reports/figures", label: "reports.figures.link" },
];
const ALL: readonly SectionPage[] = [
  ...REPORTS,
  { to: "/oversight", label: "oversight.link", isExact: true },
  { to: "/oversight/inspection", label: "inspection.title" },
];

/** The ways between oversight's pages; everybody else has the reports alone. */
export function OversightLinks() {
  const session = useSession();
  const isOversight = session.state === "signed-in" && hasRole({ roles: ["oversight"] }, session.person.roles);
  return <SectionLinks label="oversight.pages" pages={isOversight ? ALL : REPORTS} />;
}
