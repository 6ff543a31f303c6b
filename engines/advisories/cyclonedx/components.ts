import { parts, toPart, toText, type Part } from "../csaf/json-parts.ts";

export interface Components {
  /** Components and services, however deep, by their `bom-ref`: the first of each name. */
  readonly byRef: ReadonlyMap<string, Part>;
  /** Where a name stands a second time. */
  readonly repeated: readonly string[];
}

/** Walks whatever of the BOM is there. Its reader has bounded how deep that is. */
export function collectComponents(bom: Part): Components {
  const byRef = new Map<string, Part>();
  const repeated: string[] = [];
  const add = (part: Part, path: string): void => {
    const ref = toText(part["bom-ref"]);
    if (ref !== undefined && byRef.has(ref)) repeated.push(`${path}/bom-ref`);
    else if (ref !== undefined) byRef.set(ref, part);
    for (const name of ["components", "services"]) for (const [inner, index] of parts(part[name])) add(inner, `${path}/${name}/${index}`);
  };
  const main = toPart(toPart(bom["metadata"])?.["component"]);
  if (main) add(main, "/metadata/component");
  for (const name of ["components", "services"]) for (const [part, index] of parts(bom[name])) add(part, `/${name}/${index}`);
  for (const [part, index] of parts(bom["vulnerabilities"])) {
    const ref = toText(part["bom-ref"]);
    if (ref !== undefined && byRef.has(ref)) repeated.push(`/vulnerabilities/${index}/bom-ref`);
    else if (ref !== undefined) byRef.set(ref, part);
  }
  return { byRef, repeated: repeated.slice(0, MOST_REPEATED) };
}

const MOST_REPEATED = 50;
