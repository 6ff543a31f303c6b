/** Ecosystems of the OSV schema, as of July 2026. A release may follow after a colon. */
const OSV_ECOSYSTEMS: ReadonlySet<string> = new Set([
  "AlmaLinux", "Alpaquita", "Alpine", "Android", "Azure Linux", "BellSoft Hardened Containers", "Bioconductor", "Bitnami",
  "Chainguard", "CleanStart", "ConanCenter", "CRAN", "crates.io", "Debian", "Docker Hardened Images", "Echo", "FreeBSD", "GHC",
  "GIT", "GitHub Actions", "Go", "Hackage", "Hex", "Julia", "Kubernetes", "Linux", "Mageia", "Maven", "MinimOS", "npm", "NuGet",
  "opam", "openEuler", "openSUSE", "OSS-Fuzz", "Packagist", "Photon OS", "Pub", "PyPI", "Red Hat", "Rocky Linux", "Root",
  "RubyGems", "SUSE", "SwiftURL", "TuxCare", "Ubuntu", "VSCode", "Wolfi",
]);

/** Prefixes of the databases OSV lists, as of July 2026, each followed by a hyphen in an id. */
const OSV_DATABASES: ReadonlySet<string> = new Set([
  "ALBA", "ALEA", "ALPINE", "ALSA", "ASB-A", "AZL", "BELL", "BIT", "CGA", "CLEANSTART", "CLSA", "CURL", "CVE", "DEBIAN", "DHI",
  "DLA", "DRUPAL", "DSA", "DTSA", "ECHO", "EEF", "ELA", "FreeBSD", "GHSA", "GO", "GSD", "HSEC", "JLSEC", "KUBE", "LBSEC", "LSN",
  "MAL", "MGASA", "MINI", "OESA", "OSEC", "OSV", "PHSA", "PSF", "PUB-A", "PYSEC", "RHBA", "RHEA", "RHSA", "RLSA", "ROOT", "RSEC",
  "RUSTSEC", "RXSA", "SUSE-FU", "SUSE-OU", "SUSE-RU", "SUSE-SU", "UBUNTU", "USN", "V8", "openSUSE-SU",
]);

/** Whether OSV lists the ecosystem, its release behind the colon aside. */
export function isListedEcosystem(ecosystem: string): boolean {
  const colon = ecosystem.indexOf(":");
  return colon === -1 ? OSV_ECOSYSTEMS.has(ecosystem) : OSV_ECOSYSTEMS.has(ecosystem.slice(0, colon)) && colon < ecosystem.length - 1;
}

/** Whether an id has the prefix of a database that OSV lists. */
export function isListedId(id: string): boolean {
  return [...OSV_DATABASES].some((database) => id.startsWith(`${database}-`));
}
