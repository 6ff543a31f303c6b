import type { Format } from "../formats.types.ts";
import { toPart } from "./json-parts.ts";
import { readCsaf } from "./read-csaf.ts";
import { validateCsaf } from "./validate-csaf.ts";
import { writeCsaf20, writeCsaf21 } from "./write-csaf.ts";

const versionOf = (document: Readonly<Record<string, unknown>>): unknown => toPart(document["document"])?.["csaf_version"];

export const csaf20Format: Format = {
  name: "csaf-2.0",
  title: "CSAF 2.0",
  detect: (document) => versionOf(document) === "2.0",
  read: readCsaf,
  write: writeCsaf20,
  validate: (document) => validateCsaf(document, { version: "2.0" }),
};

export const csaf21Format: Format = {
  name: "csaf-2.1",
  title: "CSAF 2.1",
  detect: (document) => versionOf(document) === "2.1",
  read: readCsaf,
  write: writeCsaf21,
  validate: (document) => validateCsaf(document, { version: "2.1" }),
};
