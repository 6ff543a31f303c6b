import { dropControls } from "#rooms/platform";
import { parseDocument } from "yaml";
import { z } from "zod";
import { CoordinationRefusal } from "../coordination.errors.ts";

/*
 * What a project publishes about how it wants to be told, as somebody gave us the file: attacker-controlled throughout.
 * Nothing in it is fetched, and it moves no mail by itself (see chooseAddress).
 *   security.txt           RFC 9116, with or without its OpenPGP wrapper, whose signature is not checked here
 *   SECURITY.md            free text: its addresses, in their order
 *   SECURITY-INSIGHTS.yml  OpenSSF Security Insights 1.x and 2.x
 */
export type ContactFileName = "security.txt" | "SECURITY.md" | "SECURITY-INSIGHTS.yml";

export interface FoundContact {
  readonly kind: "mail" | "page";
  readonly address: string;
}

export interface ContactFile {
  /** In the file's order, which is the order to try. */
  readonly contacts: readonly FoundContact[];
  readonly policyUrl: string | null;
  readonly encryption: readonly string[];
  readonly languages: readonly string[];
  readonly expiresAt: string | null;
  readonly endOfLife: boolean;
  /** What was there and is not understood, at most 20 lines. */
  readonly ignored: readonly string[];
}

const MAX_LINES = 2000;
const MAX_FOUND = 10;
const MAX_IGNORED = 20;
const address = z.email().max(254);
const page = z.url({ protocol: /^https$/ }).max(300);

/** @throws a refusal that names what is missing or wrong */
export function readContactFile(file: ContactFileName, text: string): ContactFile {
  const lines = dropControls(text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")).split("\n");
  if (lines.length > MAX_LINES) throw unreadable(`it has more than ${MAX_LINES} lines`);
  if (file === "security.txt") return readSecurityTxt(lines);
  return file === "SECURITY.md" ? readSecurityMd(lines) : readInsights(lines.join("\n"));
}

const FIELD = /^([A-Za-z-]{1,40}):[ \t]*(\S.{0,1000})$/;

function readSecurityTxt(raw: readonly string[]): ContactFile {
  const lines = unwrap(raw).map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  const fields = lines.map((line) => FIELD.exec(line)).filter((found) => found !== null).map(([, name = "", value = ""]) => ({ name: name.toLowerCase(), value: value.trim() }));
  const valuesOf = (wanted: string) => fields.filter(({ name }) => name === wanted).map(({ value }) => value);
  const expires = valuesOf("expires");
  if (expires.length !== 1) throw unreadable("it must have exactly one Expires field (RFC 9116 section 2.5.5)");
  const expiresAt = z.iso.datetime({ offset: true }).safeParse((expires[0] ?? "").toUpperCase());
  if (!expiresAt.success) throw unreadable("its Expires field holds no instant, such as 2027-01-31T12:00:00Z (RFC 9116 section 2.5.5)");
  const languages = valuesOf("preferred-languages");
  if (languages.length > 1) throw unreadable("it has more than one Preferred-Languages field (RFC 9116 section 2.5.8)");
  const contacts = valuesOf("contact").map(readContact);
  const found = contacts.filter((contact) => contact !== undefined);
  if (found.length === 0) throw unreadable("it has no Contact field with a mail address or an https page (RFC 9116 section 2.5.3)");
  const known = new Set(["contact", "expires", "encryption", "acknowledgments", "preferred-languages", "canonical", "policy", "hiring"]);
  return {
    contacts: found.slice(0, MAX_FOUND),
    policyUrl: valuesOf("policy").find((value) => page.safeParse(value).success) ?? null,
    encryption: valuesOf("encryption").filter((value) => /^(https:|openpgp4fpr:|dns:)/i.test(value)).slice(0, MAX_FOUND),
    languages: (languages[0] ?? "").split(",").map((tag) => tag.trim()).filter((tag) => /^[A-Za-z0-9-]{1,35}$/.test(tag)).slice(0, MAX_FOUND),
    expiresAt: new Date(expiresAt.data).toISOString(),
    endOfLife: false,
    ignored: lines.filter((line) => !known.has((FIELD.exec(line)?.[1] ?? "").toLowerCase())).slice(0, MAX_IGNORED),
  };
}

/** The text inside of an OpenPGP cleartext signature (RFC 9580 section 7), its dash escapes taken off. */
function unwrap(lines: readonly string[]): readonly string[] {
  const begin = lines.indexOf("-----BEGIN PGP SIGNED MESSAGE-----");
  if (begin < 0) return lines;
  const blank = lines.indexOf("", begin);
  const end = lines.indexOf("-----BEGIN PGP SIGNATURE-----", begin);
  if (blank < 0 || end < blank) throw unreadable("its signature's wrapper has no end");
  return lines.slice(blank + 1, end).map((line) => (line.startsWith("- ") ? line.slice(2) : line));
}

function readContact(value: string): FoundContact | undefined {
  const mail = address.safeParse(value.replace(/^mailto:/i, "").replace(/\?.*$/, ""));
  if (mail.success) return { kind: "mail", address: mail.data };
  const web = page.safeParse(value);
  return web.success ? { kind: "page", address: web.data } : undefined;
}

const ADDRESS_IN_TEXT = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,189}\.[A-Za-z]{2,24}/g;
const REPORT_PAGE = /https:\/\/[^\s<>()"'\]]{1,290}\/security\/advisories\/new\b/g;

function readSecurityMd(lines: readonly string[]): ContactFile {
  const found: FoundContact[] = [];
  for (const line of lines.map((one) => one.slice(0, 2000))) {
    for (const [match] of line.matchAll(ADDRESS_IN_TEXT)) found.push({ kind: "mail", address: match });
    for (const [match] of line.matchAll(REPORT_PAGE)) found.push({ kind: "page", address: match });
  }
  const contacts = dropDoubled(found.filter((one) => readContact(one.address) !== undefined));
  if (contacts.length === 0) throw unreadable("it names no mail address and no page to report to");
  return { contacts: contacts.slice(0, MAX_FOUND), policyUrl: null, encryption: [], languages: [], expiresAt: null, endOfLife: false, ignored: [] };
}

const text = z.string().max(1000).optional().catch(undefined);
const person = z.object({ email: text, primary: z.boolean().optional().catch(undefined) }).optional().catch(undefined);
const people = z.array(z.unknown()).max(100).transform((list) => list.map((one) => person.parse(one)).filter((one) => one !== undefined)).optional().catch(undefined);
const insights = z.object({
  header: z.object({ "schema-version": z.coerce.string().max(20), "expiration-date": z.coerce.string().max(40).optional() }),
  // 1.x
  "project-lifecycle": z.object({ status: text }).optional().catch(undefined),
  "security-contacts": z.array(z.object({ type: text, value: text })).max(50).optional().catch(undefined),
  "vulnerability-reporting": z.object({ "email-contact": text, "security-policy": text, "pgp-key": text }).optional().catch(undefined),
  // 2.x
  project: z.object({ "vulnerability-reporting": z.object({ contact: person, policy: text, "pgp-key": text }).optional().catch(undefined), administrators: people }).optional().catch(undefined),
  repository: z.object({ status: text, security: z.object({ champions: people }).optional().catch(undefined) }).optional().catch(undefined),
});

function readInsights(yaml: string): ContactFile {
  const document = parseDocument(yaml, { logLevel: "silent", uniqueKeys: true });
  if (document.errors[0]) throw unreadable(`it is not YAML: ${document.errors[0].message.split("\n")[0] ?? ""}`);
  let plain: unknown;
  try {
    // No aliases: a few of them, nested, would grow beyond any memory.
    plain = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw unreadable("it uses YAML aliases, which are not taken", cause);
  }
  const parsed = insights.safeParse(plain);
  if (!parsed.success) throw unreadable("it has no header with a schema-version");
  const { header, repository, project, ...old } = parsed.data;
  const reporting = old["vulnerability-reporting"];
  const now = project?.["vulnerability-reporting"];
  const named = [
    now?.contact?.email, ...(repository?.security?.champions ?? []).map(({ email }) => email), ...(project?.administrators ?? []).map(({ email }) => email),
    reporting?.["email-contact"], ...(old["security-contacts"] ?? []).map(({ value }) => value),
  ];
  const contacts = dropDoubled(named.map((value) => readContact(value ?? "")).filter((contact) => contact !== undefined));
  if (contacts.length === 0) throw unreadable("it names no contact: vulnerability-reporting has none, and there are no champions or administrators with an address");
  const expires = header["expiration-date"] === undefined ? undefined : Date.parse(header["expiration-date"]);
  const policy = now?.policy ?? reporting?.["security-policy"];
  const key = now?.["pgp-key"] ?? reporting?.["pgp-key"];
  return {
    contacts: contacts.slice(0, MAX_FOUND),
    policyUrl: page.safeParse(policy).success ? (policy ?? null) : null,
    encryption: page.safeParse(key).success ? [key ?? ""] : [],
    languages: [],
    expiresAt: expires === undefined || Number.isNaN(expires) ? null : new Date(expires).toISOString(),
    endOfLife: ["inactive", "abandoned", "unsupported", "moved"].includes(repository?.status ?? old["project-lifecycle"]?.status ?? ""),
    ignored: [],
  };
}

function dropDoubled(contacts: readonly FoundContact[]): readonly FoundContact[] {
  return [...new Map(contacts.map((contact) => [contact.address.toLowerCase(), contact])).values()];
}

function unreadable(what: string, cause?: unknown): CoordinationRefusal {
  return new CoordinationRefusal("file-unreadable", `text: ${what}`, { field: "text", cause });
}
