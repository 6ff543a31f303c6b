import { EXIT, type Command } from "../command.types.ts";

export const purlParse: Command = {
  noun: "purl",
  verb: "parse",
  summary: "Take a package URL apart, and write it in its one canonical form",
  operands: [{ name: "PURL", help: "a package URL such as pkg:npm/lodash@4.17.21" }],
  options: {},
  examples: ["purl parse pkg:deb/debian/openssl@3.0.11?arch=amd64", "purl parse pkg:npm/%40types/node@24 --json"],
  async run(given, talk) {
    const { buildPurl, parsePurl } = await import("#engines/exposure");
    const parts = parsePurl(given.operand(0));
    const canonical = buildPurl(parts);
    const shown = Object.entries(parts).flatMap(([name, value]) => (value === null ? [] : [`  ${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`]));
    talk.answer({ purl: canonical, ...parts }, [canonical, ...shown]);
    return EXIT.done;
  },
};
