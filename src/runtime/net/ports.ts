import { isAny, unmapped } from "./addresses.js";
import type { Endpoint } from "./connection.js";

/** Who is behind which port of which address: one for each address, or one for all of them. */
export class PortTable<Holder extends Endpoint> {
  private readonly holders = new Map<number, Holder[]>();

  /** Whether there was nobody whom it would take anything from. */
  add(holder: Holder): boolean {
    const others = this.holders.get(holder.port) ?? [];
    const overlaps = (other: Holder) =>
      isAny(other.address) || isAny(holder.address) || unmapped(other.address) === unmapped(holder.address);
    if (others.some(overlaps)) return false;
    this.holders.set(holder.port, [...others, holder]);
    return true;
  }

  remove(holder: Holder): void {
    const others = (this.holders.get(holder.port) ?? []).filter((other) => other !== holder);
    if (others.length > 0) this.holders.set(holder.port, others);
    else this.holders.delete(holder.port);
  }

  ports(): readonly number[] {
    return [...this.holders.keys()];
  }

  has(port: number): boolean {
    return this.holders.has(port);
  }

  /** Who gets what is sent to an address, or to all of them (an empty one), and a port. */
  find(address: string, port: number): Holder | undefined {
    const plain = unmapped(address);
    if (plain === "") return this.holders.get(port)?.[0];
    const takes = ({ address: own }: Holder) => unmapped(own) === plain || own === "::" || takesV4(own, plain);
    return this.holders.get(port)?.find(takes);
  }

  clear(): void {
    this.holders.clear();
  }
}

function takesV4(own: string, address: string): boolean {
  return own === "0.0.0.0" && !address.includes(":");
}
