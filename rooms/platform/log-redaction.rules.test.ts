import { describe, expect, test } from "vitest";
import { redactField, redactText } from "./log-redaction.rules.ts";
import { createLog, newId, newSecret } from "./index.ts";

const SECRET = "q7Zp1xV9b2KcT4mN8sR3wY6uE0aH5jL-_dFgBi2oQ1k";

describe("a text in the log", () => {
  test.each([
    [`sent Bearer ${SECRET}`, "sent Bearer [withheld]"],
    ["sent DPoP abc123", "sent DPoP [withheld]"],
    ["basic dXNlcjpwYXNzd29yZA==", "Basic [withheld]"],
    [`headers: authorization: Bearer x, host: a\nnext`, "headers: authorization: [withheld]\nnext"],
    [`cookie: breakwater_session=${SECRET}; a=b`, "cookie: [withheld]"],
    [`"set-cookie": "a=${SECRET}"`, `"set-cookie": [withheld]`],
    [`the link /maintainer#${SECRET} was opened`, "the link /maintainer#[withheld] was opened"],
    ["https://harbour.example/sign-in/link#shortButSecret-16", "https://harbour.example/sign-in/link#[withheld]"],
    ["GET /x?token=abc&n=1", "GET /x?token=[withheld]&n=1"],
    [`{"client_secret":"ab\\"c","id":7}`, `{"client_secret":[withheld],"id":7}`],
    ["password = hunter2", "password = [withheld]"],
    ["postgresql://breakwater:hunter2@db/breakwater", "postgresql://[withheld]@db/breakwater"],
    ["smtp://a%40b:p@mail.example:587 failed", "smtp://[withheld]@mail.example:587 failed"],
    ["eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "[withheld]"],
    ["key sk-proj-abcdefghijklmnop refused", "key [withheld] refused"],
    ["Key (email)=(ada.lead+x@lab.example) already exists", "Key (email)=([address withheld]) already exists"],
    ["RCPT TO:<operator@localhost>", "RCPT TO:<address withheld>"],
    ["-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY----- x", "[withheld] x"],
    ["-----BEGIN PRIVATE KEY-----\ncut off", "[withheld]"],
    [`value ${SECRET} alone`, "value [withheld] alone"],
  ])("%s", (text, safe) => expect(redactText(text)).toBe(safe));

  test.each(["the exchange could not be read", "eng_0123456789abcdefghjk", "a".repeat(64), "0123456789abcdef".repeat(4), "node_modules/pg/lib/client.js:694:17", "findings:read-own", "2026-09-01T12:00:00.000Z", "digest mismatch in step 3"])("keeps what gives nothing away: %s", (text) => {
    expect(redactText(text)).toBe(text);
  });

  test("holds none of a thousand secrets of ours, wherever they stand", () => {
    for (let n = 0; n < 1000; n += 1) {
      const secret = newSecret();
      // All digits or all of one case in 43 characters does not happen.
      expect(redactText(`before ${secret} after`)).toBe("before [withheld] after");
      expect(redactText(newId("ses"))).toMatch(/^ses_/);
    }
  });

  test("is bounded, and judged in a time that its author cannot stretch", () => {
    for (const hostile of ["a-".repeat(500_000), "-----BEGIN A-----".repeat(50_000), "x@".repeat(500_000), "token".repeat(200_000), `"${"\\".repeat(1_000_000)}`]) expect(redactText(hostile).length).toBeLessThanOrEqual(400);
  });
});

describe("a field of the log", () => {
  test.each(["token", "authorization", "Cookie", "dpop", "client_secret", "apiKey", "sealed_credential", "password", "email", "to_address", "privateKeyPem", "sessionToken", "key"])("named %s is withheld whatever it holds", (name) => {
    expect(redactField(name, { deep: ["x"] })).toBe("[withheld]");
    expect(redactField("outer", { [name]: 7 })).toEqual({ outer: undefined, [name]: "[withheld]" });
  });

  test("tells an error with what caused it, and neither's secrets", () => {
    const told = redactField("error", new Error(`no ${SECRET}`, { cause: new TypeError("for ada@lab.example") }));
    expect(told).toMatch(/^Error: no \[withheld\] because TypeError: for \[address withheld\] at /);
  });

  test("is walked to a depth and a breadth, and bytes are only counted", () => {
    expect(redactField("x", { a: { b: { c: { d: { e: 1 } } } }, bytes: new Uint8Array(9), list: Array.from({ length: 99 }, (_, n) => n), at: new Date(0), none: undefined, map: new Map([["token", "x"]]) })).toEqual({
      a: { b: { c: { d: "[more]" } } }, bytes: "[9 bytes]", list: Array.from({ length: 30 }, (_, n) => n), at: "1970-01-01T00:00:00.000Z", none: null, map: { token: "[withheld]" },
    });
  });

  test("cannot speak for the log itself, nor break its line", () => {
    const lines: string[] = [];
    createLog((line) => lines.push(line), () => new Date(0)).warn("a phrase", { level: "info", at: "never", label: "forged", text: "one\ntwo\u001b[2J" });
    expect(lines).toEqual(['{"level":"warn","at":"1970-01-01T00:00:00.000Z","label":"a phrase","text":"one\\ntwo\\u001b[2J"}\n']);
  });
});
