import { SectionLinks, type SectionPage } from "../parts/section-links.tsx";

const PAGES: readonly SectionPage[] = [
  { to: "/agency", label: "agency.menu", isExact: true },
  { to: "/agency/items", label: "agency.items.link" },
  { to: "/agency/instances", label: "agency.instances.link" },
  { to: "/agency/assets", label: "agency.assets.link" },
  { to: "/agency/scans", label: "agency.scans.link" },
  { to: "/agency/exceptions", label: "agency.exceptions.link" },
  { to: "/agency/forensics", label: "agency.forensics.link" },
];

/** The ways between the pages of an agency's workbench. */
export function AgencyLinks() {
  return <SectionLinks label="agency.pages" pages={PAGES} />;
}
