import type { Findings } from "../findings.js";
import type { History, Operation } from "../history.js";
import { IntList } from "./int-list.js";
import { Observations, tellVersion } from "./observations.js";
import { Fate, Versions } from "./versions.js";

/**
 * A history as numbers. Transaction 0 and version 0 are the initial state; a single operation is a transaction of one
 * access. An access is the read of a version that its transaction has not written itself, or a write that its
 * transaction does not write over: what others can cause or see. A session is all that one process did.
 */
export class Transactions {
  /** By transaction: what it was, the session, and the transaction before it in the session, or 0. */
  readonly operations: (Operation | null)[] = [null];
  readonly session = new IntList();
  readonly previous = new IntList();
  /** The accesses of transaction t are `starts.at(t)` to `starts.at(t + 1) - 1`. */
  readonly starts = new IntList();
  /** By access: its transaction, key, version, and whether it is a write. */
  readonly transaction = new IntList();
  readonly key = new IntList();
  readonly version = new IntList();
  readonly isWrite = new IntList();
  /** By version: the transaction that wrote it, or -1 if none that counts did. */
  readonly writer: Int32Array;
  /** By version: the access that wrote it. */
  readonly accessOf: Int32Array;
  readonly versions: Versions;
  /** Reads that no committed state explains, in sentences. */
  readonly anomalies: readonly string[];
  private readonly sessionNumbers = new Map<unknown, number>();

  /**
   * What failed is left out, and so is what is of unknown outcome and was seen by nobody. The history is sorted by
   * invocation, and `versions` are its own, none of them repeated.
   */
  constructor(history: History, versions: Versions, findings: Findings) {
    const observations = new Observations(history, versions);
    this.versions = versions;
    this.anomalies = observations.anomalies;
    this.writer = new Int32Array(versions.values.length).fill(-1);
    this.writer[0] = 0;
    this.accessOf = new Int32Array(versions.values.length);
    for (const list of [this.session, this.previous, this.starts]) list.push(list === this.session ? -1 : 0);
    const last: number[] = [];
    for (let place = 0; place < history.length; place++) {
      const operation = history[place];
      if (operation.outcome === "failed" || (operation.outcome === "unknown" && observations.seen[place] === 0))
        continue;
      const session = this.sessionOf(operation.process);
      const before = last[session] ?? 0;
      if (before > 0 && !((this.operations[before] as Operation).completedAt < operation.invokedAt)) {
        findings.odd(operation, "it was invoked while this process had another operation open");
      }
      last[session] = this.operations.length;
      this.session.push(session);
      this.previous.push(before);
      this.starts.push(this.key.length);
      this.addAccesses(place, observations);
      this.operations.push(operation);
    }
    this.starts.push(this.key.length);
  }

  get count(): number {
    return this.operations.length;
  }

  get sessions(): number {
    return this.sessionNumbers.size;
  }

  tellVersion(key: number, version: number): string {
    return tellVersion(this.versions.keys[key], this.versions.values[version]);
  }

  private sessionOf(process: unknown): number {
    let session = this.sessionNumbers.get(process);
    if (session === undefined) {
      session = this.sessionNumbers.size;
      this.sessionNumbers.set(process, session);
    }
    return session;
  }

  /** In the order in which the operation made them. */
  private addAccesses(place: number, reads: Observations): void {
    const { versions } = this;
    let read = reads.starts[place];
    for (let write = versions.starts[place]; write < versions.starts[place + 1]; write++) {
      if (versions.fate.at(write) !== Fate.committed) continue;
      for (; read < reads.starts[place + 1] && reads.position.at(read) < versions.position.at(write); read++) {
        this.add(reads.key.at(read), reads.version.at(read), 0);
      }
      this.writer[write] = this.operations.length;
      this.accessOf[write] = this.key.length;
      this.add(versions.key.at(write), write, 1);
    }
    for (; read < reads.starts[place + 1]; read++) this.add(reads.key.at(read), reads.version.at(read), 0);
  }

  private add(key: number, version: number, isWrite: number): void {
    this.transaction.push(this.operations.length);
    this.key.push(key);
    this.version.push(version);
    this.isWrite.push(isWrite);
  }
}

/** Reads a history; null if the values of some key are not unique, which is a doubt. */
export function readTransactions(history: History, initial: unknown, findings: Findings): Transactions | null {
  const versions = new Versions(history, initial, findings);
  if (versions.repeated === null) return new Transactions(history, versions, findings);
  findings.doubt(versions.repeated);
  return null;
}
