import { ownUuid, uuid5 } from "../own-uuid.ts";

/** Section 2.9: the namespace of observables' deterministic identifiers, and of nothing else. */
const OBSERVABLE_NAMESPACE = "00abedb4-aa42-466c-9c01-fed23315a9b7";

/**
 * The id of what `key` names: the same for every revision of a document, so that a newer one replaces the older. The type is part of what is
 * hashed, since no UUID may stand in two types of object (section 2.9).
 */
export function stixId(type: string, ...key: readonly string[]): string {
  return `${type}--${ownUuid("stix", type, ...key)}`;
}

// Section 6.14: what of a software object enters its id.
const SOFTWARE_KEY = ["cpe", "name", "swid", "vendor", "version"] as const;

/** Sections 2.9 and 6.14: every producer gives the same software the same id. The properties are texts, so sorted JSON is RFC 8785's. */
export function softwareId(software: Readonly<Partial<Record<(typeof SOFTWARE_KEY)[number], string | undefined>>>): string {
  const key = Object.fromEntries(SOFTWARE_KEY.flatMap((name) => (software[name] === undefined ? [] : [[name, software[name]]])));
  return `software--${uuid5(OBSERVABLE_NAMESPACE, JSON.stringify(key))}`;
}
