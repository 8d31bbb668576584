import type { Findings } from "../findings.js";
import type { Transactions } from "./transactions.js";

/** What is done at a transaction: `past` holds, by writing session, the last of its transactions that came before. */
export type Visit = (transaction: number, past: Int32Array) => void;

/**
 * Goes through all transactions in an order that is true to sessions and to reads, with what happened before each: the
 * vector clocks of Lamport's relation. Only sessions that write have an entry; a clock is kept no longer than somebody
 * is going to read what was written then, so that memory follows what is in flight, not the length of the history.
 */
export class HappensBefore {
  /** By session: its entry in a clock, or -1 if it never writes. */
  readonly entryOf: Int32Array;
  readonly width: number;
  private readonly transactions: Transactions;
  private readonly order: Int32Array;
  private readonly findings: Findings;
  private rows: Int32Array;
  /** By transaction: its row, or -1. */
  private readonly rowOf: Int32Array;

  constructor(transactions: Transactions, order: Int32Array, findings: Findings) {
    const { transaction, session, isWrite, sessions, count } = transactions;
    this.transactions = transactions;
    this.order = order;
    this.findings = findings;
    this.entryOf = new Int32Array(sessions).fill(-1);
    let width = 0;
    for (let access = 0; access < transaction.length; access++) {
      const own = session.at(transaction.at(access));
      if (isWrite.at(access) === 1 && this.entryOf[own] === -1) this.entryOf[own] = width++;
    }
    this.width = width;
    this.rows = new Int32Array(64 * width);
    this.rowOf = new Int32Array(count).fill(-1);
  }

  walk(visit: Visit): void {
    const { transactions, entryOf, width, rowOf, findings } = this;
    const { session, starts, version, isWrite, writer, sessions } = transactions;
    const heads: (Int32Array | undefined)[] = Array.from({ length: sessions });
    const readers = this.countReaders();
    const free: number[] = [];
    let used = 0;
    for (const t of this.order) {
      if (t === 0) continue;
      const own = session.at(t);
      let past = heads[own];
      if (past === undefined) {
        past = new Int32Array(width);
        heads[own] = past;
      }
      const end = starts.at(t + 1);
      for (let access = starts.at(t); access < end; access++) {
        const from = isWrite.at(access) === 1 ? 0 : writer[version.at(access)];
        if (from === 0 || past[entryOf[session.at(from)]] >= from) continue;
        findings.spend(1);
        merge(past, this.rows, rowOf[from] * width);
      }
      visit(t, past);
      for (let access = starts.at(t); access < end; access++) {
        const from = isWrite.at(access) === 1 ? 0 : writer[version.at(access)];
        if (from !== 0 && --readers[from] === 0) {
          free.push(rowOf[from]);
          rowOf[from] = -1;
        }
      }
      if (entryOf[own] !== -1) past[entryOf[own]] = t;
      if (readers[t] === 0) continue;
      rowOf[t] = free.pop() ?? used++;
      if ((rowOf[t] + 1) * width > this.rows.length) this.rows = grown(this.rows);
      this.rows.set(past, rowOf[t] * width);
    }
  }

  /** During a visit: whether a transaction is, or happened before, one whose write is read there. */
  reaches(earlier: number, read: number): boolean {
    const entry = this.entryOf[this.transactions.session.at(earlier)];
    return this.rows[this.rowOf[read] * this.width + entry] >= earlier;
  }

  private countReaders(): Int32Array {
    const { key, isWrite, version, writer, count } = this.transactions;
    const readers = new Int32Array(count);
    for (let access = 0; access < key.length; access++) {
      if (isWrite.at(access) === 0) readers[writer[version.at(access)]]++;
    }
    readers[0] = 0;
    return readers;
  }
}

function merge(past: Int32Array, rows: Int32Array, from: number): void {
  for (let at = 0; at < past.length; at++) {
    const other = rows[from + at];
    if (other > past[at]) past[at] = other;
  }
}

function grown(rows: Int32Array): Int32Array {
  const twice = new Int32Array(2 * rows.length);
  twice.set(rows);
  return twice;
}
