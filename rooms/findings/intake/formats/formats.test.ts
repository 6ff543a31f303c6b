import { describe, expect, test } from "vitest";
import { readItems } from "../import-findings.ts";
import { readStrictJson, StrictJsonError } from "../strict-json.rules.ts";
import { findWeakness } from "./look.rules.ts";

const read = (document: unknown, format?: Parameters<typeof readItems>[1]) => readItems(Buffer.from(typeof document === "string" ? document : JSON.stringify(document)), format);
const placeOf = (document: unknown, format?: Parameters<typeof readItems>[1]): string | undefined => {
  try {
    read(document, format);
    return undefined;
  } catch (error) {
    return (error as { field?: string }).field;
  }
};

const step = (uri: string, startLine: number) => ({ location: { physicalLocation: { artifactLocation: { uri }, region: { startLine } } } });
const SARIF = {
  version: "2.1.0",
  runs: [{
    tool: {
      driver: { name: "Scout", version: "1.4", rules: [{ id: "len", shortDescription: { text: "A length is believed" }, properties: { "security-severity": "8.1", tags: ["security", "external/cwe/cwe-787"] } }, { id: "idx", relationships: [{ target: { id: "129", toolComponent: { name: "CWE" } } }] }] },
      extensions: [{ name: "more", rules: [{ id: "ext", name: "ReadPast", properties: { cwe: ["CWE-125"] }, defaultConfiguration: { level: "note" } }] }],
    },
    versionControlProvenance: [{ repositoryUri: "https://code.example/gauge", revisionId: "abc123" }],
    results: [
      {
        ruleId: "len", ruleIndex: 0, level: "error", message: { text: "Copies behind the buffer." },
        locations: [{ physicalLocation: { artifactLocation: { uri: "src/read.c" } } }],
        codeFlows: [{ threadFlows: [{ locations: [step("src/read.c", 4), step("src/copy.c", 17)] }] }],
        fingerprints: { "scout/v1": "aaaa" }, partialFingerprints: { primaryLocationLineHash: "bbbb" },
      },
      { ruleId: "idx", message: { text: "An index is not looked at.\nSecond line." }, locations: [{ physicalLocation: { artifactLocation: { uri: "src/at.c" } } }] },
      { rule: { id: "ext", index: 0, toolComponent: { index: 0 } }, message: { id: "default" }, locations: [] },
      { ruleId: "len", kind: "pass", message: { text: "Fine." } },
      { ruleId: "len", suppressions: [{ kind: "inSource" }], message: { text: "Known." } },
      { ruleId: "len", baselineState: "absent", message: { text: "Gone." } },
    ],
  }],
};

describe("SARIF 2.1.0", () => {
  test("each failed result is an item, placed where its code flow ends, with its rule's CWE and its fingerprints", () => {
    const [first, second, third] = read(SARIF);
    expect(first).toEqual({
      place: "runs[0].results[0]", title: "A length is believed", description: "Copies behind the buffer.\n\nAt line 17.", weakness: "CWE-787",
      target: { location: "src/copy.c", repository: "https://code.example/gauge", version: "abc123" }, severity: { level: "high", vector: null },
      identifiers: ["fingerprint scout/v1=aaaa", "fingerprint primaryLocationLineHash=bbbb", "rule len"], provenance: { harness: "Scout 1.4" },
    });
    expect(second).toMatchObject({ weakness: "CWE-129", title: "An index is not looked at.", severity: { level: "medium" }, target: { location: "src/at.c" } });
    expect(third).toMatchObject({ weakness: "CWE-125", title: "ReadPast", severity: { level: "low" }, target: { location: undefined } });
  });

  test("what passed, was suppressed or is gone becomes no finding, and each says why", () => {
    expect(read(SARIF).slice(3).map(({ refused }) => refused)).toEqual(["is of kind pass: no failure was seen", "its sender has suppressed it", "its baselineState says that it is no longer there"]);
  });

  test("another version, or runs that are none, are refused by name", () => {
    expect([placeOf({ version: "2.0.0", runs: [] }), placeOf({ version: "2.1.0", runs: {} })]).toEqual(["version", "runs"]);
  });

  test("results of any other shape are read without a fault", () => {
    for (const result of [null, 1, [], { ruleIndex: -1 }, { ruleIndex: 1e9 }, { message: 3, locations: [null], codeFlows: {} }, { rule: { toolComponent: { index: "0" } } }]) expect(read({ version: "2.1.0", runs: [{ results: [result] }] })).toHaveLength(1);
  });
});

const OSV = {
  schema_version: "1.7.0", id: "EX-2026-1", modified: "2026-06-02T00:00:00Z", summary: "A length is believed", details: "It copies behind the buffer.", aliases: ["CVE-1900-10000"],
  severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }], database_specific: { cwe_ids: ["CWE-787"] }, credits: [{ name: "Fay", type: "FINDER" }],
  references: [{ type: "PACKAGE", url: "https://code.example/gauge" }],
  affected: [
    { package: { ecosystem: "npm", name: "gauge", purl: "pkg:npm/gauge" }, ranges: [{ type: "SEMVER", events: [{ introduced: "1.0.0" }, { fixed: "1.4.2" }] }] },
    { package: { ecosystem: "PyPI", name: "gauge-py" }, versions: ["1.0", "1.1"] },
  ],
};

describe("OSV 1.x", () => {
  test("each affected package is an item with its ranges in words, the record's CWE, score and ids", () => {
    expect(read(OSV)).toMatchObject([
      {
        place: "affected[0]", title: "A length is believed", weakness: "CWE-787", target: { name: "gauge", version: "introduced 1.0.0, fixed 1.4.2", repository: "https://code.example/gauge", location: "pkg:npm/gauge" },
        severity: { level: "critical", vector: OSV.severity[0]?.score }, identifiers: ["EX-2026-1", "CVE-1900-10000"], provenance: { finder: "Fay" },
      },
      { place: "affected[1]", target: { name: "gauge-py", version: "1.0, 1.1", location: "gauge-py" } },
    ]);
  });

  test("a list of records and a server's answer are read too, and each item says where it stood", () => {
    expect([read([OSV])[0]?.place, read({ vulns: [OSV] })[1]?.place]).toEqual(["[0].affected[0]", "vulns[0].affected[1]"]);
  });

  test("a withdrawn record and one that affects nothing say so; one without an id is no OSV record", () => {
    expect(read({ ...OSV, withdrawn: "2026-07-01T00:00:00Z" })).toEqual([{ place: "withdrawn", refused: "this record was withdrawn" }]);
    expect(read({ ...OSV, affected: [] })[0]?.refused).toBe("names no affected package");
    expect(placeOf([OSV, { ...OSV, id: 7 }], "osv")).toBe("[1].id");
  });
});

const CSAF = {
  document: { csaf_version: "2.1", category: "csaf_base", title: "Report of 1 May", publisher: { name: "Watch" }, tracking: { id: "W-1" } },
  product_tree: {
    branches: [{ category: "vendor", name: "Tide", branches: [{ category: "product_name", name: "Gauge", branches: [{ category: "product_version", name: "1.4.0", product: { product_id: "G1", name: "Tide Gauge 1.4.0", product_identification_helper: { purl: "pkg:generic/gauge@1.4.0" } } }] }] }],
    full_product_names: [{ product_id: "G2", name: "Tide Pump" }],
  },
  vulnerabilities: [{
    title: "A length is believed", cve: "CVE-1900-10000", cwes: [{ id: "CWE-787", name: "x", version: "4.16" }], notes: [{ category: "description", text: "It copies." }],
    product_status: { known_affected: ["G1"], under_investigation: ["G2", "G9"] }, metrics: [{ content: { cvss_v3: { baseSeverity: "HIGH", baseScore: 8, vectorString: "CVSS:3.1/AV:N" } } }], acknowledgments: [{ names: ["Fay", "Lars"] }],
  }],
};

describe("CSAF 2.1 and 2.0", () => {
  test("each product that a vulnerability names as affected is an item, by its branches or its full name", () => {
    expect(read(CSAF)).toMatchObject([
      { place: "vulnerabilities[0], product G1", title: "A length is believed", description: "It copies.", weakness: "CWE-787", target: { name: "Gauge", version: "1.4.0", location: "pkg:generic/gauge@1.4.0" }, severity: { level: "high" }, identifiers: ["CVE-1900-10000", "W-1"], provenance: { finder: "Fay, Lars" } },
      { target: { name: "Tide Pump", location: "product" } },
      { refused: "the product G9 stands nowhere in the product tree" },
    ]);
    expect(read({ ...CSAF, document: { ...CSAF.document, csaf_version: "2.0" }, vulnerabilities: [{ title: "Old", cwe: { id: "CWE-20" } }] })).toMatchObject([{ place: "vulnerabilities[0]", weakness: "CWE-20", target: { location: "product" } }]);
  });

  test("a document that is withdrawn, reports nothing or is of another version is refused by name", () => {
    const document = (change: object) => ({ ...CSAF, document: { ...CSAF.document, ...change } });
    expect([placeOf(document({ category: "csaf_withdrawn" })), placeOf({ ...CSAF, vulnerabilities: [] }), placeOf(document({ csaf_version: "1.2" }))]).toEqual(["document.category", "vulnerabilities", "document.csaf_version"]);
  });

  test("branches within branches end", () => {
    const deep = Array.from({ length: 40 }).reduce<object>((inner) => ({ branches: [inner] }), {});
    expect(placeOf({ ...CSAF, product_tree: deep })).toMatch(/product_tree|branches/);
  });
});

describe("CSV by RFC 4180", () => {
  const HEADER = "title,description,cwe,product,repository,version,path,severity";
  test("cells may be quoted, hold commas, marks and line ends; each row says at which line it begins", () => {
    const items = read(`${HEADER}\r\n"A ""length"", believed","It copies\nbehind.",787,Gauge,,1.4,src/a.c,High\r\n\r\nSecond,,cwe-125,Gauge,https://code.example/g,,b.c,\r\n`);
    expect(items).toMatchObject([
      { place: "line 2", title: 'A "length", believed', description: "It copies\nbehind.", weakness: "CWE-787", target: { name: "Gauge", repository: undefined, version: "1.4", location: "src/a.c" }, severity: { level: "high", vector: null } },
      { place: "line 5", title: "Second", description: "Second", weakness: "CWE-125", target: { repository: "https://code.example/g" }, severity: undefined },
    ]);
  });

  test("what a spreadsheet would run is text like any other", () => {
    expect(read(`title,cwe\n"=HYPERLINK(""http://x"")",CWE-1\n`)[0]?.title).toBe('=HYPERLINK("http://x")');
  });

  test.each([
    ["a column that is not known", "title,verdict\na,b", "line 1"],
    ["two columns of one meaning", "title,name\na,b", "line 1"],
    ["a mark within a plain cell", 'title,cwe\na"b,1', "line 2"],
    ["a quoted cell that does not end", 'title,cwe\n"a,1', "line 2"],
    ["text behind a quoted cell", 'title,cwe\n"a"b,1', "line 2"],
    ["nothing", "", "line 1"],
  ])("%s is refused with its line", (_what, text, place) => expect(placeOf(text, "csv")).toBe(place));

  test("a row of another length, or with a weakness or severity that is none, stands refused alone", () => {
    expect(read("title,cwe,severity\na,1\nb,many,low\nc,1,awful\nd,1,low").map(({ place, refused }) => [place, refused?.slice(0, 12)])).toEqual([["line 2", "has 2 cells "], ["line 3", "weakness: ex"], ["line 4", "severity: ex"], ["line 5", undefined]]);
  });
});

describe("AIxCC", () => {
  const POV = { testcase: Buffer.from("crash").toString("base64"), fuzzer_name: "fuzz_gauge", sanitizer: "address", architecture: "x86_64", engine: "libfuzzer" };
  test("a proof of vulnerability is an item whose test case is kept and named by its SHA-256", () => {
    const [item] = read(POV);
    expect(item).toMatchObject({ place: "testcase", weakness: "CWE-119", target: { location: "fuzz_gauge" }, evidence: [{ kind: "sha256", value: expect.stringMatching(/^[0-9a-f]{64}$/) }] });
    expect(item?.files?.map((file) => Buffer.from(file).toString())).toEqual(["crash"]);
  });

  test("patches and SARIF submissions are items too, and the finals' limits hold", () => {
    expect(read([{ patch: Buffer.from("--- a\n+++ b\n").toString("base64") }, { sarif: SARIF }]).map(({ place }) => place).slice(0, 2)).toEqual(["[0].patch", "[1].sarif.runs[0].results[0]"]);
    expect(placeOf({ ...POV, testcase: "A".repeat(2 * 1024 * 1024 * 2) })).toBe("testcase");
    expect(placeOf({ ...POV, engine: "afl" })).toBe("engine");
    expect(placeOf({ ...POV, architecture: "riscv" })).toBe("architecture");
    expect(placeOf({ patch: "A".repeat(200_000) })).toBe("patch");
    expect(placeOf({ ...POV, verdict: 1 })).toBe("body");
  });
});

describe("any file", () => {
  test("of no known format, of two members of one name, or too deep is refused", () => {
    expect([placeOf({ bomFormat: "CycloneDX" }), placeOf('{"runs":[],"runs":[]}'), placeOf(`${"[".repeat(5000)}${"]".repeat(5000)}`), placeOf('{"__proto__":{"runs":[]}}', "sarif")]).toEqual(["body", "body", expect.stringMatching(/^\[0\]/), "body"]);
    expect(placeOf(Buffer.from([0xff, 0xfe, 0x7b]).toString("latin1"), "sarif")).toBe("body");
  });

  test("strings that look like names, escapes and colons are no second names", () => {
    for (const text of ['{"a":"b\\":","c":": \\\\"}', '["a",":",{"a":{"a":1}}]', '{ "a" : "\\"a\\":1" , "b":[{"a":1},{"a":2}]}']) expect(readStrictJson(Buffer.from(text))).toEqual(JSON.parse(text));
    expect(() => readStrictJson(Buffer.from('{"a":1,"\\u0061":2}'))).toThrow(StrictJsonError);
  });

  test("a CWE is found in what tools write, and nowhere else", () => {
    expect(["CWE-787", "cwe-0787", "external/cwe/cwe-787", "CWE787: Out", "787", "cwes", "CWE-1234567", undefined].map((text) => findWeakness(text))).toEqual(["CWE-787", "CWE-787", "CWE-787", "CWE-787", undefined, undefined, undefined, undefined]);
  });
});
