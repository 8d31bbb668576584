import type { Findings } from "./findings.js";
import { type Ledger, none } from "./ledger.js";
import { nameOf, tellKey, tellSeen } from "./wording.js";

const mostNamed = 8;

/** Finds states that two or more answered transactions read first and then replaced. Versions are small integers. */
export function updatesLost(ledger: Ledger, versions: number, findings: Findings) {
  const { columns } = ledger;
  // Of each key: the transaction at hand if it began with a read of it, and what it read; it counts once it writes.
  const reader = columns.int32(ledger.keys.length).fill(none);
  const versionRead = columns.int32(ledger.keys.length);
  const readAt = columns.int32(ledger.keys.length);
  const firstUpdate = columns.int32(versions).fill(none);
  const contested = new Map<number, number[]>();
  return {
    /** The first thing that a transaction did with a key was to read this version of it. */
    read(t: number, key: number, version: number, micro: number): void {
      reader[key] = t;
      versionRead[key] = version;
      readAt[key] = micro;
    },

    write(t: number, key: number): void {
      if (reader[key] !== t) return;
      reader[key] = none;
      const version = versionRead[key];
      const first = firstUpdate[version];
      if (first === none) {
        firstUpdate[version] = readAt[key];
        return;
      }
      const others = contested.get(version);
      if (others === undefined) contested.set(version, [first, readAt[key]]);
      else others.push(readAt[key]);
    },

    tell(): void {
      for (const reads of contested.values()) {
        const names = reads.slice(0, mostNamed).map((read) => nameOf(ledger.owner[read]));
        if (reads.length > mostNamed) names.push(`${reads.length - mostNamed} more`);
        const key = tellKey(ledger, reads[0]);
        findings.add("lost-update", () => ({
          transactions: reads.map((read) => ledger.owner[read]),
          explanation: [
            `${names.slice(0, -1).join(", ")} and ${names.at(-1)} all read ${key} as ${tellSeen(ledger, reads[0])}, and each of them then wrote ${key}.`,
            "One of them came first, and the others wrote over its update without having seen it.",
          ],
        }));
      }
    },
  };
}
