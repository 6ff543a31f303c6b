import { passkeyCreation, passkeyQuestion } from "#contracts/access";
import { bindLinkPasskey as bindBody, dropLinkPasskey as dropBody, linkOpen, linkPasskeyList, linkProof, provenLink } from "#contracts/link-passkeys";
import { OF_PROOFS, route, type Route } from "#rooms/platform";
import { askLinkHolder, beginLinkPasskey, bindLinkPasskey, dropLinkPasskey, proveLink, showLinkPasskeys } from "./link-passkeys.ts";
import { PUBLIC } from "./permission.ts";

// Reached by a mailed link without an account: the link's secret in the body is what is asked for, never an address part.
const BY_LINK = { room: "access", method: "post", permission: PUBLIC, carries: "coordination" } as const;

export const linkPasskeyRoutes: readonly Route[] = [
  route({ ...BY_LINK, path: "/link/passkeys", summary: "The passkeys that one's mailed links ask for", body: linkOpen, reply: linkPasskeyList, run: async ({ services, body }) => ({ passkeys: await showLinkPasskeys(services, body) }) }),
  route({ ...BY_LINK, path: "/link/passkeys/options", summary: "Begin binding a passkey to one's mailed links", limit: OF_PROOFS, body: linkOpen, reply: passkeyCreation, run: ({ services, body }) => beginLinkPasskey(services, body) }),
  route({ ...BY_LINK, path: "/link/passkeys/binding", summary: "Bind a passkey, so that a mailed link alone opens nothing", limit: OF_PROOFS, body: bindBody, reply: provenLink, status: 201, run: ({ services, body }) => bindLinkPasskey(services, body) }),
  route({ ...BY_LINK, path: "/link/passkeys/removal", summary: "Remove a passkey from one's mailed links", body: dropBody, run: ({ services, body }) => dropLinkPasskey(services, body) }),
  route({ ...BY_LINK, path: "/link/question", summary: "Begin showing the passkey that a mailed link asks for", limit: OF_PROOFS, body: linkOpen, reply: passkeyQuestion, run: ({ services, body }) => askLinkHolder(services, body) }),
  route({ ...BY_LINK, path: "/link/proof", summary: "Open a mailed link with its passkey's answer", limit: OF_PROOFS, body: linkProof, reply: provenLink, run: ({ services, body }) => proveLink(services, body) }),
];
