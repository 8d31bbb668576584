import { isIPv4, isIPv6 } from "node:net";

/** Where something can be reached: an IP address and the version of IP it belongs to. */
export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

const loopback = { address: "127.0.0.1", family: 4 } as const;
const loopback6 = { address: "::1", family: 6 } as const;

/** The addresses of a cluster as one of its nodes sees them: each node has one, by its number, and itself twice more. */
export class Addresses {
  readonly own: string;
  private readonly node: string;
  private readonly nodes: readonly string[];
  private readonly numbers: ReadonlyMap<string, number>;

  constructor(node: string, nodes: readonly string[]) {
    this.node = node;
    this.nodes = nodes;
    this.numbers = new Map(nodes.map((name, index) => [name.toLowerCase(), index]));
    this.own = nodeAddress(nodes.indexOf(node));
  }

  /** What a name stands for; nothing if no node has it. */
  resolve(name: string): readonly Address[] {
    const plain = name.toLowerCase().replace(/\.$/, "");
    if (plain === "localhost" || plain.endsWith(".localhost")) return [loopback, loopback6];
    const number = this.numbers.get(plain);
    return number === undefined ? [] : [{ address: nodeAddress(number), family: 4 }];
  }

  /** The names of an address. */
  reverse(address: string): readonly string[] {
    if (isLoopback(address)) return ["localhost"];
    const node = this.nodeAt(address);
    return node === undefined ? [] : [node];
  }

  /** The node that an address reaches from here. */
  nodeAt(address: string): string | undefined {
    const plain = unmapped(address);
    if (isLoopback(plain) || isAny(plain)) return this.node;
    const bytes = plain.split(".").map(Number);
    return isIPv4(plain) && bytes[0] === 10 ? this.nodes[bytes[1] * 65_536 + bytes[2] * 256 + bytes[3] - 1] : undefined;
  }

  /** Whether something here may listen on an address. */
  isOwn(address: string): boolean {
    return this.nodeAt(address) === this.node;
  }

  /** The address at this end of a connection to another one. */
  sourceFor(target: string): string {
    return isLoopback(unmapped(target)) ? target : this.own;
  }
}

/** The fixed address of the node with this number. */
export function nodeAddress(number: number): string {
  return addressOf(number + 1);
}

/** That of a client, which no node has. */
export function clientAddress(number: number): string {
  return addressOf(0x80_0000 + number + 1);
}

function addressOf(host: number): string {
  return `10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`;
}

/** Whether an address means the machine itself. */
function isLoopback(address: string): boolean {
  return address === "::1" || (address.startsWith("127.") && isIPv4(address));
}

/** Whether an address means all of the machine's. */
export function isAny(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

/** An IPv4 address that is written as one of IPv6, as it is. */
export function unmapped(address: string): string {
  const plain = address.toLowerCase();
  return plain.startsWith("::ffff:") && isIPv4(plain.slice(7)) ? plain.slice(7) : plain;
}

/** How somebody who listens on an address of IPv6 sees one of IPv4. */
export function seenBy(listening: string, address: string): string {
  return isIPv6(listening) && isIPv4(address) ? `::ffff:${address}` : address;
}

export function familyOf(address: string): "IPv4" | "IPv6" {
  return isIPv6(address) ? "IPv6" : "IPv4";
}

/** The version of IP that a program means; 0 for any, nothing for what is none. */
export function familyVersion(family: unknown): 0 | 4 | 6 | undefined {
  const versions: Readonly<Record<string, 0 | 4 | 6>> = { 0: 0, 4: 4, 6: 6, IPv4: 4, IPv6: 6, null: 0, undefined: 0 };
  return versions[String(family)];
}
