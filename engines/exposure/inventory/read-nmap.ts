import { InventoryError } from "../exposure.errors.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import type { XmlElement } from "./xml-document.ts";
import { childOf, childrenOf } from "./xml-document.ts";

/** How sure nmap must be of an operating system, in hundredths (`osmatch/@accuracy`). */
const OS_ACCURACY = 90;

/** Reads nmap's XML (-oX): each open port whose product was told apart (-sV) and each host's operating system (-O), with its CPE. */
export function readNmap(root: XmlElement, draft: InventoryDraft): void {
  if (root.name !== "nmaprun") throw new InventoryError("unsupported-format", "The XML is no scan of nmap. Choose a file written by nmap -oX, and try again.");
  for (const host of childrenOf(root, "host")) {
    const where = nameHost(host);
    for (const port of childrenOf(childOf(host, "ports"), "port")) readPort(port, where, draft);
    readOperatingSystem(host, where, draft);
  }
}

function nameHost(host: XmlElement): string {
  const addresses = childrenOf(host, "address").filter(({ attributes }) => attributes["addrtype"] !== "mac");
  const names = childrenOf(childOf(host, "hostnames"), "hostname").map(({ attributes }) => attributes["name"]).filter(Boolean);
  const address = addresses[0]?.attributes["addr"] ?? "a host without an address";
  return names[0] === undefined ? address : `${address} (${names[0]})`;
}

function readPort(port: XmlElement, where: string, draft: InventoryDraft): void {
  if (childOf(port, "state")?.attributes["state"] !== "open") return;
  const service = childOf(port, "service");
  const { name = "unknown", product, version, extrainfo } = service?.attributes ?? {};
  const number = `${port.attributes["protocol"] ?? "tcp"} port ${port.attributes["portid"] ?? "?"}`;
  const cpes = childrenOf(service, "cpe").map(({ text }) => text.trim());
  const place = { line: port.line, path: null };
  const original = [where, number, name, product, version, extrainfo].filter(Boolean).join(" | ");
  if (product === undefined || product.trim() === "") {
    draft.skip(place, "The port is open, but nmap did not tell what product answers there. Scan again with -sV.", original);
    return;
  }
  // Of several CPE names the one of the application, else of the hardware, is what answers; the system's own is its host's.
  const cpe = cpes.find((one) => one.startsWith("cpe:/a:")) ?? cpes.find((one) => one.startsWith("cpe:/h:"));
  draft.add({ place, original, product, version, cpe, location: `${where}, ${number}` });
}

function readOperatingSystem(host: XmlElement, where: string, draft: InventoryDraft): void {
  const [match] = childrenOf(childOf(host, "os"), "osmatch");
  if (match === undefined) return;
  const { name, accuracy } = match.attributes;
  const place = { line: match.line, path: null };
  if (!(Number(accuracy) >= OS_ACCURACY)) {
    draft.skip(place, `nmap was only ${accuracy ?? "?"} % sure of this operating system.`, `${where} | ${name ?? ""}`);
    return;
  }
  const [system] = childrenOf(match, "osclass");
  const { vendor, osgen } = system?.attributes ?? {};
  draft.add({ place, original: `${where} | ${name ?? ""}`, vendor, product: name, version: osgen, cpe: childOf(system, "cpe")?.text.trim(), location: where });
}
