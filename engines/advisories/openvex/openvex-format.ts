import type { Format } from "../formats.types.ts";
import { readOpenVex } from "./read-openvex.ts";
import { validateOpenVex } from "./validate-openvex.ts";
import { writeOpenVex } from "./write-openvex.ts";

export const openVexFormat: Format = {
  name: "openvex",
  title: "OpenVEX 0.2.0",
  detect: (document) => typeof document["@context"] === "string" && document["@context"].startsWith("https://openvex.dev/ns"),
  read: readOpenVex,
  write: writeOpenVex,
  validate: validateOpenVex,
};
