export interface Newcomer {
  readonly name: string;
  readonly email: string;
  readonly product?: string;
  readonly roles: ["vendor"];
}

/** Vendors as a list holds them, one a line: name, mail address, product; between commas, semicolons or tabs. Empty lines are skipped. */
export function readNewcomers(text: string): readonly Newcomer[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "").map(readLine);
}

function readLine(line: string): Newcomer {
  const parts = line.split(/[,;\t]/).map((part) => part.trim());
  // The address is known by its sign, wherever it stands; what comes before it is the name, what after it the product.
  const at = parts.findIndex((part) => part.includes("@"));
  const email = (parts[at] ?? "").replace(/^.*<|>.*$/g, "");
  const name = (at < 0 ? parts : parts.slice(0, at)).join(", ");
  const product = at < 0 ? "" : parts.slice(at + 1).filter((part) => part !== "").join(", ");
  return { name, email, ...(product === "" ? {} : { product }), roles: ["vendor"] };
}
