import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalRepository, canonicalTarget } from "./canonical-target.rules.ts";

test("spellings of one target become one", () => {
  const one = { project: "repository:code.example/a/b", path: "src/x.c", weakness: "CWE-79" };
  for (const [repository, path, weakness] of [
    ["https://code.example/a/b", "src/x.c", "CWE-79"], ["http://user@CODE.example/A/b.git/?x=1", "/src//x.c", "cwe-079"], ["https://code.example//a/b/", "./src/x.c/", " CWE-79 "],
    ["git@code.example:a/b.git", "src\\x.c", "CWE-0079"], ["ssh://git@code.example:2222/a/b", "lib/../src/./x.c", "CWE-79"], ["git://www.code.example:9418/a/b.git", "src/x.c", "CWE-79"],
    ["git+https://code.example:443/a/b.git#main", "src/x.c", "CWE-79"], ["https://code.example/a/b/-/blob/main/src", "src/x.c", "CWE-79"], ["https://code.example/a%2Fb", "src/x.c", "CWE-79"],
  ]) {
    expect([repository, canonicalTarget({ repository, path, weakness })]).toEqual([repository, one]);
  }
  expect(canonicalTarget({ product: " Tide\u00a0 Gauge " })).toEqual({ project: "product:tide gauge", path: null, weakness: null });
  expect(canonicalTarget({ repository: "https://code.example:8443/a/b", path: "./" })).toEqual({ project: "repository:code.example:8443/a/b", path: null, weakness: null });
});

test("a repository, its mirror, its views and its package URL are one", () => {
  for (const spelling of ["https://github.com/apache/tomcat", "git@github.com:Apache/Tomcat.git", "https://gitbox.apache.org/repos/asf/tomcat.git", "pkg:github/apache/tomcat@10.1.2?arch=all#src", "https://github.com/apache/tomcat/tree/main/java", "https://api.github.com/repos/apache/tomcat/issues", "ssh://git@ssh.github.com:443/apache/tomcat.git", "pkg:golang/github.com/apache/tomcat@v1"]) {
    expect([spelling, canonicalRepository(spelling)]).toEqual([spelling, "github.com/apache/tomcat"]);
  }
  expect([canonicalTarget({ product: "pkg:npm/%40Scope/Tool@1.2.3" }), canonicalTarget({ repository: "PKG:npm/@scope/tool" })].map(({ project }) => project)).toEqual(["package:pkg:npm/@scope/tool", "package:pkg:npm/@scope/tool"]);
});

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const repository = fc.record({ host: fc.tuple(word, fc.constantFrom("example", "test")).map((parts) => parts.join(".")), owner: word, name: word });
const spellings: readonly ((host: string, path: string) => string)[] = [
  (host, path) => `https://${host}/${path}`, (host, path) => `http://${host.toUpperCase()}/${path}.git`, (host, path) => `git@${host}:${path}.git`, (host, path) => `ssh://git@${host}:22/${path}`,
  (host, path) => `git+ssh://git@${host}/${path}/`, (host, path) => `https://token@${host}:443//${path}?tab=readme`, (host, path) => `  git://${host}:9418/${path.toUpperCase()}.git`,
];

test("whatever spelling is chosen, it names the same place, and no other", () => {
  fc.assert(
    fc.property(repository, repository, fc.constantFrom(...spellings), fc.constantFrom(...spellings), (one, other, spell, spellOther) => {
      const [left, right] = [canonicalRepository(spell(one.host, `${one.owner}/${one.name}`)), canonicalRepository(spellOther(other.host, `${other.owner}/${other.name}`))];
      expect(left === right).toBe(one.host === other.host && one.owner === other.owner && one.name === other.name);
      expect(canonicalRepository(`https://${left}`)).toBe(left);
    }),
  );
});

test("any path ends, stays inside of its project, and is its own spelling", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "B", ".", "..", "", "x.c"), { maxLength: 8 }), fc.constantFrom("/", "\\", "//"), (parts, separator) => {
      const { path } = canonicalTarget({ product: "p", path: parts.join(separator) });
      expect(path === null || path.split("/").every((part) => part !== "" && part !== "." && part !== "..")).toBe(true);
      expect(canonicalTarget({ product: "p", path }).path).toBe(path);
    }),
  );
});
