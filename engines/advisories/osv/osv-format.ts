import type { Format } from "../formats.types.ts";
import { readOsv } from "./read-osv.ts";
import { validateOsv } from "./validate-osv.ts";
import { writeOsv } from "./write-osv.ts";

export const osvFormat: Format = {
  name: "osv",
  title: "OSV",
  // OSV has no field that names the format: an id and an instant it has, and a schema version mostly.
  detect: (document) => typeof document["id"] === "string" && typeof document["modified"] === "string" && document["type"] === undefined,
  read: readOsv,
  write: writeOsv,
  validate: validateOsv,
};
