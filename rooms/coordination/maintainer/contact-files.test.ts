import { describe, expect, test } from "vitest";
import { readContactFile } from "./contact-files.ts";

const TXT = "# Ours\nContact: mailto:security@tide.example\r\nContact: https://tide.example/report\nContact: tel:+1-201-555-0123\nExpires: 2027-01-31T13:00:00+01:00\nEncryption: https://tide.example/key.txt\nPolicy: https://tide.example/policy\nPreferred-Languages: en, de\nPlease: be kind\n";
const NOTHING = { policyUrl: null, encryption: [], languages: [], expiresAt: null, endOfLife: false, ignored: [] };

describe("security.txt (RFC 9116)", () => {
  const whole = {
    contacts: [{ kind: "mail", address: "security@tide.example" }, { kind: "page", address: "https://tide.example/report" }],
    policyUrl: "https://tide.example/policy", encryption: ["https://tide.example/key.txt"], languages: ["en", "de"], expiresAt: "2027-01-31T12:00:00.000Z", endOfLife: false, ignored: ["Please: be kind"],
  };

  test("its contacts come in its order, with policy, key, languages and end", () => expect(readContactFile("security.txt", TXT)).toEqual(whole));

  test("a signed one is read inside of its wrapper only", () => {
    const signed = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${TXT.replace("# Ours", "- -- Ours")}-----BEGIN PGP SIGNATURE-----\n\nContact: mailto:eve@else.example\n-----END PGP SIGNATURE-----\n`;
    expect(readContactFile("security.txt", `Contact: mailto:mallory@else.example\n${signed}`)).toEqual({ ...whole, ignored: ["-- Ours", "Please: be kind"] });
    expect(() => readContactFile("security.txt", "-----BEGIN PGP SIGNED MESSAGE-----\n\nContact: mailto:x@y.example")).toThrow("wrapper has no end");
  });

  test.each([
    ["Contact: mailto:x@tide.example", "exactly one Expires"],
    [`${TXT}Expires: 2027-01-31T12:00:00Z`, "exactly one Expires"],
    ["Contact: mailto:x@tide.example\nExpires: soon", "holds no instant"],
    ["Contact: http://tide.example\nExpires: 2027-01-31T12:00:00Z", "no Contact field"],
    [`${TXT}Preferred-Languages: fr`, "more than one Preferred-Languages"],
    ["x\n".repeat(2001), "more than 2000 lines"],
  ])("%j is refused, with the section that it breaks", (text, message) => expect(() => readContactFile("security.txt", text)).toThrow(message));
});

test("SECURITY.md gives its addresses and its report page in their order, each once", () => {
  const text = "# Security\nWrite to <security@tide.example>, not to issues.\nOr https://github.example/tide/gauge/security/advisories/new (security@tide.example)\n";
  expect(readContactFile("SECURITY.md", text)).toEqual({ ...NOTHING, contacts: [{ kind: "mail", address: "security@tide.example" }, { kind: "page", address: "https://github.example/tide/gauge/security/advisories/new" }] });
  expect(() => readContactFile("SECURITY.md", "Be kind.")).toThrow("names no mail address");
});

describe("SECURITY-INSIGHTS.yml", () => {
  test("of version 1 gives its reporting address, its contacts, its end and its state", () => {
    const text = "header:\n  schema-version: 1.0.0\n  expiration-date: '2027-01-31T01:00:00.000Z'\nproject-lifecycle:\n  status: inactive\nsecurity-contacts:\n- type: email\n  value: two@tide.example\n- type: phone\n  value: '+1'\nvulnerability-reporting:\n  accepts-vulnerability-reports: true\n  email-contact: one@tide.example\n  security-policy: https://tide.example/policy\n";
    expect(readContactFile("SECURITY-INSIGHTS.yml", text)).toEqual({ ...NOTHING, contacts: [{ kind: "mail", address: "one@tide.example" }, { kind: "mail", address: "two@tide.example" }], policyUrl: "https://tide.example/policy", expiresAt: "2027-01-31T01:00:00.000Z", endOfLife: true });
  });

  test("of version 2 gives its reporting contact before champions and administrators", () => {
    const text = "header:\n  schema-version: 2.0.0\nproject:\n  administrators:\n  - name: Ada\n    email: ada@tide.example\n  vulnerability-reporting:\n    reports-accepted: true\n    contact:\n      name: Desk\n      email: desk@tide.example\n      primary: true\nrepository:\n  status: active\n  security:\n    champions:\n    - name: Cy\n      email: cy@tide.example\n";
    expect(readContactFile("SECURITY-INSIGHTS.yml", text)).toEqual({ ...NOTHING, contacts: ["desk", "cy", "ada"].map((name) => ({ kind: "mail", address: `${name}@tide.example` })) });
  });

  test.each([
    ["a: [", "not YAML"],
    ["a: 1", "no header"],
    ["header:\n  schema-version: 2.0.0", "names no contact"],
    ["header: &h\n  schema-version: 2.0.0\nx: *h", "aliases"],
  ])("%j is refused", (text, message) => expect(() => readContactFile("SECURITY-INSIGHTS.yml", text)).toThrow(message));
});
