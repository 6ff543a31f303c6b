import { isIP, type BlockList } from "node:net";
import { holds } from "./public-address.ts";

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
// Longer chains of proxies are made up.
const FORWARDERS = 10;

/**
 * Who called, behind the proxies we trust: each adds the address it saw to the right of X-Forwarded-For, so the first one
 * from the right that is none of ours is the caller. Further left stands whatever the caller wrote.
 */
export function callerAddress(peer: string, forwardedFor: string | undefined, trustedProxies: readonly BlockList[]): string {
  let caller = plainAddress(peer);
  const chain = (forwardedFor ?? "").split(",").slice(-FORWARDERS).map((entry) => plainAddress(entry.trim()));
  for (let next = chain.pop(); next !== undefined && isTrusted(caller, trustedProxies) && isIP(next) !== 0; next = chain.pop()) caller = next;
  return caller;
}

export function isTrusted(address: string, trustedProxies: readonly BlockList[]): boolean {
  return trustedProxies.some((network) => holds(network, address));
}

function plainAddress(address: string): string {
  return MAPPED_IPV4.exec(address)?.[1] ?? address;
}

/** Who shares a limit: one IPv4 address, or the /64 that one house is given of IPv6. */
export function limitedNetwork(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail = ""] = (address.split("%")[0] ?? "").split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const zeros = address.includes("::") ? Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0") : [];
  return [...left, ...zeros, ...right].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}
