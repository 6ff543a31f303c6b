import type { InventoryDraft } from "./inventory-draft.ts";
import { findPackageUrl } from "./package-url.ts";
import { splitLines } from "./split-lines.rules.ts";

// The second letter of dpkg's state says what is on the disk: i installed, the rest removed or half done (dpkg-query(1), "abbrev").
const DPKG_LIST = /^([uihrp])([ncHUFWti])[R ]?\s+(\S+)\s+(\S+)(?:\s+(\S+))?/;
const DPKG_QUERY = /^([a-z0-9][a-z0-9+.-]+)(?::([a-z0-9-]+))?[\t ]+([0-9]\S*)(?:[\t ]+([a-z0-9-]+))?\s*$/;
const DPKG_FRAME = /^(?:Desired=|\| ?Status=|\|\/ |\|\|\/|\+\+\+-)/;

/** Reads `dpkg -l`, or the lines "name, tab, version" of `dpkg-query -W`. */
export function readDpkg(text: string, draft: InventoryDraft): void {
  const lines = splitLines(text);
  // Only a version's own tail tells these two apart in such a list.
  const distribution = lines.some((line) => /\dubuntu\d/.test(line.text)) ? "ubuntu" : "debian";
  draft.note(`Read as a list of ${distribution === "ubuntu" ? "Ubuntu" : "Debian"} packages.`);
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
    const purl = findPackageUrl({ type: "deb", namespace: distribution, name, version, ...(arch === undefined ? {} : { qualifiers: { arch } }) });
    draft.add({ place, original: words, product: name, version, purl });
  }
}

const RPM = /^([\w+.~^-]{1,200})-(?:(\d{1,9}):)?([^-\s:]{1,100})-([^-\s]{1,100})\.(\w{2,12}|\(none\))$/;
/** How the releases of distributions end; Red Hat's rebuilds share its tail and its advisories. */
const DISTRIBUTIONS: readonly (readonly [RegExp, string])[] = [[/\.fc\d/, "fedora"], [/\.el\d/, "redhat"], [/\.amzn\d/, "amazon"], [/\.mga\d/, "mageia"], [/\.oe\d/, "openeuler"]];

/** Reads `rpm -qa`: name-version-release.architecture on each line. */
export function readRpm(text: string, draft: InventoryDraft): void {
  for (const { line, text: words } of splitLines(text)) {
    const place = { line, path: null };
    const found = RPM.exec(words.trim());
    if (!found || found[1] === "gpg-pubkey") {
      draft.skip(place, found ? "It is a signing key, not a package." : "It is no line of a list of RPM packages (name-version-release.architecture).", words);
      continue;
    }
    const [, name = "", epoch, number = "", release = "", arch = ""] = found;
    const namespace = DISTRIBUTIONS.find(([tail]) => tail.test(`.${release}`))?.[1] ?? null;
    const qualifiers = { ...(arch === "(none)" ? {} : { arch }), ...(epoch === undefined ? {} : { epoch }) };
    const purl = findPackageUrl({ type: "rpm", namespace, name, version: `${number}-${release}`, qualifiers });
    draft.add({ place, original: words, product: name, version: `${epoch === undefined ? "" : `${epoch}:`}${number}-${release}`, purl });
  }
}
