/** The ecosystems whose names we can translate between OSV, VERS and package URLs. */
export const ECOSYSTEMS: readonly { readonly osv: string; readonly vers: string; readonly purl: string }[] = [
  { osv: "npm", vers: "npm", purl: "npm" },
  { osv: "PyPI", vers: "pypi", purl: "pypi" },
  { osv: "crates.io", vers: "cargo", purl: "cargo" },
  { osv: "Go", vers: "golang", purl: "golang" },
  { osv: "Maven", vers: "maven", purl: "maven" },
  { osv: "RubyGems", vers: "gem", purl: "gem" },
  { osv: "NuGet", vers: "nuget", purl: "nuget" },
  { osv: "Packagist", vers: "composer", purl: "composer" },
  { osv: "Debian", vers: "deb", purl: "deb" },
  { osv: "Alpine", vers: "alpine", purl: "apk" },
];

/** The OSV ecosystem whose packages a purl of this type names, or null. */
export function ecosystemOfPurl(purl: string | null): string | null {
  const type = purl === null ? undefined : /^pkg:([a-z0-9.+-]+)\//i.exec(purl)?.[1]?.toLowerCase();
  return ECOSYSTEMS.find((ecosystem) => ecosystem.purl === type)?.osv ?? null;
}

/** Puts a version into a purl that has none; qualifiers and subpath stay behind it. */
export function withPurlVersion(purl: string, version: string): string {
  const end = purl.search(/[?#]/);
  const [name, rest] = end === -1 ? [purl, ""] : [purl.slice(0, end), purl.slice(end)];
  return `${name}@${encodeURIComponent(version)}${rest}`;
}

export function withoutPurlVersion(purl: string): string {
  return purl.replace(/@[^?#/]*(?=[?#]|$)/, "");
}

// cpe:2.3:part:vendor:product, then the version: NISTIR 7695 section 6.2.
const CPE_VERSION = /^(cpe:2\.3:[aho](?::(?:\\.|[^:\\])+){2}:)((?:\\.|[^:\\])+)/;

export function withCpeVersion(cpe: string, version: string): string {
  const escaped = version.replaceAll(/[^A-Za-z0-9._-]/g, (character) => `\\${character}`);
  return cpe.replace(CPE_VERSION, (_, head: string) => `${head}${escaped}`);
}

export function withoutCpeVersion(cpe: string): string {
  return cpe.replace(CPE_VERSION, (_, head: string) => `${head}*`);
}
