import { BlockList, isIP } from "node:net";

/*
 * Which addresses are somebody's on the public network, and which lead into a network of our own: this machine, its
 * neighbours, its cloud. From the IANA special-purpose address registries (RFC 6890 and its updates), read as a refusal
 * of everything that is not plainly public.
 */

const NOT_PUBLIC_IPV4: readonly (readonly [network: string, prefix: number])[] = [
  ["0.0.0.0", 8], // This network
  ["10.0.0.0", 8], // Private
  ["100.64.0.0", 10], // Behind a carrier's NAT; a cloud's metadata lies here too
  ["127.0.0.0", 8], // Loopback
  ["168.63.129.16", 32], // A cloud's own service, the same for each of its machines
  ["169.254.0.0", 16], // Link-local, where most clouds keep their metadata
  ["172.16.0.0", 12], // Private
  ["192.0.0.0", 24], // Protocol assignments
  ["192.0.2.0", 24], // Documentation
  ["192.88.99.0", 24], // Former 6to4 relays
  ["192.168.0.0", 16], // Private
  ["198.18.0.0", 15], // Benchmarks
  ["198.51.100.0", 24], // Documentation
  ["203.0.113.0", 24], // Documentation
  ["224.0.0.0", 4], // Multicast
  ["240.0.0.0", 4], // Reserved, and broadcast
];

// Of IPv6 only 2000::/3 is given out as global unicast. Within it, these carry an IPv4 address or lead nowhere.
const GLOBAL_IPV6 = ["2000::", 3] as const;
const NOT_PUBLIC_IPV6: readonly (readonly [network: string, prefix: number])[] = [
  ["2001::", 23], // Protocol assignments, Teredo among them
  ["2001:db8::", 32], // Documentation
  ["2002::", 16], // 6to4
  ["3fff::", 20], // Documentation
];

const notPublicIpv4 = listOf("ipv4", NOT_PUBLIC_IPV4);
const globalIpv6 = listOf("ipv6", [GLOBAL_IPV6]);
const notPublicIpv6 = listOf("ipv6", NOT_PUBLIC_IPV6);

/** Whether an IP address is plainly somebody's on the public network; an IPv4 address inside an IPv6 one never is. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublicIpv4.check(address, "ipv4");
    case 6:
      return globalIpv6.check(address, "ipv6") && !notPublicIpv6.check(address, "ipv6");
    default:
      return false;
  }
}

function listOf(family: "ipv4" | "ipv6", networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
}

/** Networks by CIDR or single address, such as `10.20.0.0/16` or `fd12::7`; throws a sentence for anything else. */
export function readNetwork(text: string): BlockList {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  const longest = family === "ipv4" ? 32 : 128;
  const length = prefix === undefined ? longest : Number(prefix);
  if (isIP(address) === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix ?? "0") || length > longest) throw new Error(`${JSON.stringify(text)} is no address and no network such as 10.20.0.0/16`);
  return listOf(family, [[address, length]]);
}

/** Whether a network holds the address; an IPv4 address written as IPv6 is the IPv4 address. */
export function holds(network: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && network.check(address, family === 4 ? "ipv4" : "ipv6");
}
