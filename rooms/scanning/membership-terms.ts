import { createHash } from "node:crypto";

/*
 * What a member signs. The text is ours and fixed by its version: a change of it is a new version, which those who signed an
 * earlier one see when they sign again; nobody is bound by a text they did not see.
 */
const VERSION = "1";
const TEXT = `Terms of membership of the vulnerability clearinghouse, version ${VERSION}

Joining is a free choice, and so is staying. A member leaves at any time by one act, without giving a reason; from that moment
its claims are given back, its campaigns are left, and the keys that its people made for programs to scan or submit are void.
Leaving is not held against anybody and is counted only, not listed.

A member chooses its purposes. "Campaigns": it may be invited to campaigns, accepts each by itself, and scans only what a
campaign names and within the authorisation that the campaign shows. "Pulled records": it may read the signed records of
owners who asked not to be scanned, and uses them for nothing but not to scan these.

A member scans only what its owner allowed, what is open source, or what is its own. It says what it intends to scan before it
scans. It keeps what it learns of others' claims to itself. What it finds it brings here or to the owner, and to nobody else
before the owner was told.

Membership gives no right in anybody's system and no protection from any law. The clearinghouse orders nothing.`;

export const MEMBERSHIP_TERMS = { version: VERSION, text: TEXT, digest: createHash("sha256").update(TEXT).digest("hex") };
