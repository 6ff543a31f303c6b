import type { Format } from "../formats.types.ts";
import { readStix } from "./read-stix.ts";
import { validateStix } from "./validate-stix.ts";
import { writeStix } from "./write-stix.ts";

export const stixFormat: Format = {
  name: "stix",
  title: "STIX 2.1",
  detect: (document) => document["type"] === "bundle" || (document["spec_version"] === "2.1" && typeof document["type"] === "string"),
  read: readStix,
  write: writeStix,
  validate: validateStix,
};
