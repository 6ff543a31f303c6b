import type { InventoryDraft } from "./inventory-draft.ts";
import { findPackageUrl } from "./package-url.ts";
import { splitLines } from "./split-lines.rules.ts";

// The second letter of dpkg's state says what is on the disk: i installed, the rest removed or half done (dpkg-query(1), "abbrev").
const DPKG_LIST = /^([uihrp])([ncHUFWti])[R ]?\s+(\S+)\s+(\S+)(?:\s+(\S+))?/;
/** name, version, and if asked for the architecture, the source package and its version, between tabs or spaces. */
const DPKG_QUERY = /^([a-z0-9][a-z0-9+.-]+)(?::([a-z0-9-]+))?[\t ]+([0-9]\S*)(?:[\t ]+([a-z0-9-]+))?(?:[\t ]+([a-z0-9][a-z0-9+.-]+)[\t ]+([0-9]\S*))?\s*$/;
const DPKG_FRAME = /^(?:Desired=|\| ?Status=|\|\/ |\|\|\/|\+\+\+-)/;

const ASK_FOR_SOURCES = "Notices of Debian and Ubuntu go by the source package. What is installed under another name is missed. To have it found, make the list "
  + "with: dpkg-query -W -f='${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\t${source:Version}\\n'";

/** Reads `dpkg -l`, or the lines "name, version, architecture, source, version of the source" of `dpkg-query -W`, of which the first two suffice. */
export function readDpkg(text: string, draft: InventoryDraft): void {
  const lines = splitLines(text);
  // Only a version's own tail tells these two apart in such a list.
  const distribution = lines.some((line) => /\dubuntu\d/.test(line.text)) ? "ubuntu" : "debian";
  draft.note(`Read as a list of ${distribution === "ubuntu" ? "Ubuntu" : "Debian"} packages.`);
  let isSourceMissing = false;
  for (const { line, text: words } of lines) {
    const place = { line, path: null };
    if (DPKG_FRAME.test(words)) continue;
    const listed = DPKG_LIST.exec(words.slice(0, 1_000));
    const queried = listed ? null : DPKG_QUERY.exec(words.slice(0, 1_000));
    if (listed && listed[2] !== "i") {
      draft.skip(place, listed[2] === "c" ? "It is removed; only its settings are left." : "It is not wholly installed.", words);
      continue;
    }
    const [name, architecture] = (listed?.[3] ?? queried?.[1] ?? "").split(":");
    const version = listed?.[4] ?? queried?.[3];
    if (!name || version === undefined) {
      draft.skip(place, "It is no line of a list of Debian packages.", words);
      continue;
    }
    const arch = listed?.[5] ?? architecture ?? queried?.[2] ?? queried?.[4];
    // Debian's and Ubuntu's notices, and so OSV's records of them, name sources and their versions.
    const [source = name, sourceVersion = version] = [queried?.[5], queried?.[6]];
    isSourceMissing ||= queried?.[5] === undefined;
    const purl = findPackageUrl({ type: "deb", namespace: distribution, name: source, version: sourceVersion, ...(arch === undefined ? {} : { qualifiers: { arch } }) });
    draft.add({ place, original: words, product: name, version: sourceVersion, purl });
  }
  if (isSourceMissing) draft.note(ASK_FOR_SOURCES);
}

const RPM = /^([\w+.~^-]{1,200})-(?:(\d{1,9}):)?([^-\s:]{1,100})-([^-\s]{1,100}?)(?:\.(x86_64|noarch|i[3-6]86|athlon|ia64|aarch64|armv\d\w{1,4}|ppc|ppc64|ppc64le|s390|s390x|riscv64|src|\(none\)))?$/;
/** How the releases of distributions end. Red Hat's rebuilds share its tail and its advisories. */
const DISTRIBUTIONS: readonly (readonly [tail: RegExp, namespace: string, title: string])[] = [
  [/[.+]el\d/, "redhat", "Red Hat packages, which CentOS, Rocky Linux, AlmaLinux and Oracle Linux share"], [/\.fc\d/, "fedora", "Fedora packages"],
  [/\.amzn\d/, "amazon", "Amazon Linux packages"], [/\.mga\d/, "mageia", "Mageia packages"], [/\.oe\d/, "openeuler", "openEuler packages"],
  [/\.(?:azl|cm)\d/, "azure-linux", "Azure Linux packages"], [/\.lp\d{3}/, "opensuse", "openSUSE packages"], [/\.1[25]0\d00\.\d/, "suse", "SUSE packages"],
];

/** Whose notices go by the source package (OSV schema, defined ecosystems); those of Red Hat and AlmaLinux name what is installed. */
const GO_BY_SOURCE: ReadonlySet<string> = new Set(["suse", "opensuse"]);
const SOURCE_RPM = /\s([\w+.~^-]{1,200})-([^-\s:]{1,100})-([^-\s]{1,100})\.(?:no)?src\.rpm$/;
const ASK_FOR_SOURCE_RPMS = "Notices of SUSE and openSUSE go by the source package. What is installed under another name is missed. To have it found, make the list "
  + "with: rpm -qa --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH} %{SOURCERPM}\\n'";

/** Reads `rpm -qa`: name-version-release.architecture on each line; the architecture may be left out, and the source's file may stand behind it. */
export function readRpm(text: string, draft: InventoryDraft): void {
  let isSourceMissing = false;
  for (const { line, text: words } of splitLines(text)) {
    const place = { line, path: null };
    const source = SOURCE_RPM.exec(words.trim());
    const found = RPM.exec(words.trim().slice(0, source?.index).trim());
    if (!found || found[1] === "gpg-pubkey") {
      draft.skip(place, found ? "It is a signing key, not a package." : "It is no line of a list of RPM packages (name-version-release.architecture).", words);
      continue;
    }
    const [, name = "", epoch, number = "", release = "", arch] = found;
    const [, namespace = null, title] = DISTRIBUTIONS.find(([tail]) => tail.test(`.${release}`)) ?? [];
    if (title !== undefined) draft.note(`Read as ${title}.`);
    const qualifiers = { ...(arch === undefined || arch === "(none)" ? {} : { arch }), ...(epoch === undefined ? {} : { epoch }) };
    const isBySource = namespace !== null && GO_BY_SOURCE.has(namespace);
    isSourceMissing ||= isBySource && source === null;
    const [named = name, version = `${number}-${release}`] = isBySource && source ? [source[1], `${source[2]}-${source[3]}`] : [];
    const purl = findPackageUrl({ type: "rpm", namespace, name: named, version, qualifiers });
    draft.add({ place, original: words, product: name, version: `${epoch === undefined ? "" : `${epoch}:`}${version}`, purl });
  }
  if (isSourceMissing) draft.note(ASK_FOR_SOURCE_RPMS);
}
