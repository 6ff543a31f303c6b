import type { PatchCheck } from "#contracts/distribution";
import type { Texts } from "./plan.rules.ts";

/** A signed patch as an advisory names it. */
interface SignedPatch {
  readonly patchId: string;
  readonly digest: string;
  readonly keyId: string;
  readonly signatureUrl: string;
}

/**
 * How an operator sees for itself that it has the very patch that was signed, with what its computer has: first by its digest, then,
 * for who wants to, by the signature (DSSE over Ed25519). All that goes into a command is an address of ours, an id or hex.
 */
export function writePatchCheck({ patchId, digest, keyId, signatureUrl }: SignedPatch, keyUrl: string, texts: Texts): PatchCheck[] {
  const file = `${patchId}.diff`;
  const say = (name: string) => texts(`distribution.check.${name}`, { file });
  return [
    { system: "any", says: say("fetch"), commands: [] },
    { system: "windows", says: say("windows"), commands: [`(Get-FileHash ${file} -Algorithm SHA256).Hash -eq '${digest}'`] },
    { system: "linux", says: say("linux"), commands: [`echo '${digest}  ${file}' | sha256sum --check`] },
    { system: "any", says: say("other"), commands: [] },
    {
      system: "linux",
      says: say("signature"),
      commands: [
        `curl -fsS -o signature.json '${signatureUrl}'`,
        `curl -fsS '${keyUrl}' | jq -r '.keys[] | select(.keyId == "${keyId}") | .publicKeyPem' > key.pem`,
        "jq -r .payload signature.json | base64 -d > payload.json",
        "jq -r '.signatures[0].sig' signature.json | base64 -d > signature.bin",
        "TYPE=$(jq -r .payloadType signature.json)",
        "(printf 'DSSEv1 %d %s %d ' ${#TYPE} \"$TYPE\" $(wc -c < payload.json); cat payload.json) > signed.bin",
        "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in signed.bin -sigfile signature.bin",
        `jq '.sha256 == "${digest}"' payload.json`,
      ],
    },
  ];
}
