import { IdentifierError } from "../exposure.errors.ts";

/** The attributes of a CPE 2.3 name that matching uses. `*` is any, `-` is not applicable. Values are unescaped. */
export interface Cpe {
  readonly part: "a" | "o" | "h" | "*";
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly update: string;
}

const MAX_CPE_LENGTH = 1024;
const ATTRIBUTES = 11;

/** Reads a formatted string `cpe:2.3:…` (NISTIR 7695, section 6.2) or a `cpe:/…` URI. Throws {@link IdentifierError} `not-a-cpe`. */
export function parseCpe(text: string): Cpe {
  if (text.length > MAX_CPE_LENGTH) refuse(`it is longer than ${MAX_CPE_LENGTH} characters`);
  const values = /^cpe:2\.3:/i.test(text) ? splitFormatted(text) : splitUri(text);
  const [part = "*", vendor = "*", product = "*", version = "*", update = "*"] = values;
  const kind = part.toLowerCase();
  if (kind !== "a" && kind !== "o" && kind !== "h" && kind !== "*") refuse("its part is not a, o, h or *");
  return { part: kind, vendor: vendor.toLowerCase(), product: product.toLowerCase(), version, update };
}

function refuse(problem: string): never {
  throw new IdentifierError("not-a-cpe", `This is not a CPE name: ${problem}; it looks like cpe:2.3:a:vendor:product:version:*:*:*:*:*:*:*`);
}

function splitFormatted(text: string): readonly string[] {
  const values = text.slice("cpe:2.3:".length).split(/(?<!\\):/);
  if (values.length !== ATTRIBUTES) refuse(`it has ${values.length} attributes instead of ${ATTRIBUTES}`);
  return values.map((value) => value.replace(/\\(.)/g, "$1"));
}

function splitUri(text: string): readonly string[] {
  if (!/^cpe:\//i.test(text)) refuse("it does not begin with cpe:2.3: or cpe:/");
  return text.slice("cpe:/".length).split(":").map((value) => {
    if (value === "") return "*";
    try {
      return decodeURIComponent(value);
    } catch (cause) {
      throw new IdentifierError("not-a-cpe", "This is not a CPE name: a percent sign is not followed by two hexadecimal digits", { cause });
    }
  });
}
