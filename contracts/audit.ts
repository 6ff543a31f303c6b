import { z } from "zod";
import { instant, sha256 } from "./access.ts";

const size = z.number().int();
const hashes = z.array(sha256);
const verifierKey = z.string();

export const checkpointReply = z
  .object({ size, checkpoint: z.string(), verifierKey, furtherKeys: z.array(verifierKey) })
  .meta({ id: "LedgerCheckpoint", "x-label": "public", description: "The ledger's signed head of this hour (C2SP tlog-checkpoint) with its witnesses' cosignatures, and the keys to check it with: Ed25519, and further ones of other kinds" });

const leaves = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
export const consistencyQuery = z.strictObject({ first: leaves, second: leaves });
export const consistencyReply = z
  .object({ first: size, second: size, proof: hashes })
  .meta({ id: "LedgerConsistency", "x-label": "public", description: "Proof (RFC 9162 section 2.1.4) that the log of `second` entries continues the log of `first`" });

export const inclusionQuery = z.strictObject({ leafHash: sha256 });
export const inclusionReply = z
  .object({ leafIndex: size, size, proof: hashes })
  .meta({ id: "LedgerInclusion", "x-label": "public", description: "Proof (RFC 9162 section 2.1.3) that an entry of this hash stands in the public log of `size` entries" });

/** Parts of a tile's path as c2sp.org/tlog-tiles writes it; together they are read by the engine. */
const pathPart = z.string().regex(/^(x\d{3}|\d{3}(\.p)?|\d{1,3})$/, "must be a part of a tile's path, as c2sp.org/tlog-tiles has it");
export const tileParams = z.object({ level: z.string().regex(/^\d{1,2}$/, "must be a level from 0 to 63"), index: pathPart, second: pathPart.optional(), third: pathPart.optional(), fourth: pathPart.optional() });

const signatureLine = z.string().max(8192).regex(/^\u2014 [^\s+\p{C}]+ [A-Za-z0-9+/]+=*\n$/u, "must be one signature line of a note, with its line break");
export const cosign = z.strictObject({ size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER), lines: z.array(signatureLine).min(1).max(4) }).meta({ id: "Cosign" });
export const cosignReply = z.object({ taken: z.number().int() }).meta({ id: "Cosigned", "x-label": "public" });

export const nameWitness = z.strictObject({ verifierKey: z.string().min(1).max(4096) }).meta({ id: "NameWitness" });
const witness = z.object({ name: z.string(), verifierKey });
export const witnessReply = witness.meta({ id: "NamedWitness", "x-label": "public" });
const outcome = z.enum(["cosigned", "unavailable", "refused", "ahead", "disputed", "false-answer"]);
/** `pushed` is the head that was pushed to it last, and what became of it; null for a witness that comes and fetches heads. */
const pushed = z.object({ size, outcome }).nullable();
export const witnessList = z.object({ witnesses: z.array(witness.extend({ namedAt: instant, pushed })) }).meta({ id: "WitnessList", "x-label": "public" });

const witnessName = z.string().min(1).max(256);
export const addressWitness = z.strictObject({ name: witnessName, url: z.url({ protocol: /^https?$/ }).max(500).nullable() }).meta({ id: "AddressWitness" });
const address = z.object({ name: z.string(), url: z.string().nullable() });
export const addressReply = address.meta({ id: "WitnessAddress", "x-label": "public" });
export const addressList = z
  .object({ addresses: z.array(address.extend({ setAt: instant, pushedSize: size.nullable(), outcome: outcome.nullable() })) })
  .meta({ id: "WitnessAddressList", "x-label": "public" });

export const receiptList = z.object({ receipts: z.array(z.record(z.string(), z.unknown())) }).meta({ id: "ReceiptList", "x-label": "coordination" });
