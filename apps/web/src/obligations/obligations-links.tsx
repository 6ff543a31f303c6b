import { SectionLinks, type SectionPage } from "../parts/section-links.tsx";

const PAGES: readonly SectionPage[] = [
  { to: "/obligations", label: "obligations.menu", isExact: true },
  { to: "/obligations/grants", label: "obligations.grants.title" },
  { to: "/obligations/hiring", label: "obligations.hiring.title" },
  { to: "/obligations/installations", label: "obligations.installations.title" },
];

/** The ways between the pages about the order's taskings. */
export function ObligationsLinks() {
  return <SectionLinks label="obligations.pages" pages={PAGES} />;
}
