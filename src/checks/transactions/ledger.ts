import type { History, Operation } from "../history.js";
import { Columns } from "./columns.js";
import { Door } from "./door.js";
import { PairIndex } from "./pair-index.js";
import { type Scalar, Values } from "./values.js";

/** One step of a transaction; in a request, a read has null in the place of what it will have read. */
export type MicroOperation =
  | readonly ["append", key: Scalar, element: Scalar]
  | readonly ["w", key: Scalar, value: Scalar]
  | readonly ["r", key: Scalar, seen: readonly Scalar[] | Scalar | null];

export type Transaction = readonly MicroOperation[];
export type TransactionHistory = History<Transaction, Transaction>;

/** What transactions write: elements at the end of a list, or the whole value of a register. */
export type Datatype = "list" | "register";

export const outcomes = { failed: 0, unknown: 1, ok: 2 } as const;
export const none = -1;

/**
 * A history of transactions in columns. A transaction is known by its place in the history, and a micro-operation by its
 * place among all micro-operations: those of transaction t are `from[t]` to `from[t + 1] - 1`.
 */
export interface Ledger {
  readonly datatype: Datatype;
  readonly history: TransactionHistory;
  readonly outcome: Uint8Array;
  /** Who invoked it, as one of the numbers below `processes`. */
  readonly process: Int32Array;
  readonly processes: number;
  /** As in the history, but for what is of unknown outcome: that completes at infinity. */
  readonly invokedAt: Float64Array;
  readonly completedAt: Float64Array;
  readonly from: Int32Array;
  /** Of each micro-operation: its transaction, whether it writes, its key, as a place in `keys`. */
  readonly owner: Int32Array;
  readonly writes: Uint8Array;
  readonly key: Int32Array;
  readonly keys: readonly Scalar[];
  /**
   * What a micro-operation wrote, or read from a register, as a number of `values`; of a list that was read, the place in
   * `lists`; -1 if nothing was read.
   */
  readonly value: Int32Array;
  readonly lists: readonly (readonly Scalar[])[];
  /** Of each key the longest read of a list, or -1. */
  readonly longestRead: readonly number[];
  readonly values: Values;
  /** Finds a write by key and value. */
  readonly written: PairIndex;
  /** Of each write whether it is the last one of its transaction to its key. */
  readonly isFinal: Uint8Array;
  /** Room for the columns of those who go on from here. */
  readonly columns: Columns;
}

const emptyList: readonly Scalar[] = [];
/** What a whole check comes to. */
const bytesPerTransaction = 200;
const bytesPerMicroOperation = 96;

/** Reads a history; throws a `Refusal` if it is none of such transactions, or if a value is written twice to a key. */
export function readLedger(history: History, datatype: Datatype): Ledger {
  const door = new Door(datatype, history);
  const size = countMicroOperations(history, door);
  const columns = new Columns(bytesPerTransaction * history.length + bytesPerMicroOperation * size);
  const from = columns.int32(history.length + 1);
  const ledger = {
    datatype,
    history: history as TransactionHistory,
    outcome: columns.uint8(history.length),
    process: columns.int32(history.length),
    processes: 0,
    invokedAt: columns.float64(history.length),
    completedAt: columns.float64(history.length),
    from,
    owner: columns.int32(size),
    writes: columns.uint8(size),
    key: columns.int32(size),
    keys: [] as Scalar[],
    value: columns.int32(size).fill(none),
    lists: [] as (readonly Scalar[])[],
    longestRead: [] as number[],
    values: new Values(),
    isFinal: columns.uint8(size),
    columns,
  };
  const written = new PairIndex(ledger.key, ledger.value, size, columns);
  const numberOfKey = new Map<Scalar, number>();
  for (let t = 0; t < history.length; t++) {
    const operation = history[t] as Operation<Transaction, Transaction>;
    ledger.outcome[t] = outcomes[operation.outcome];
    ledger.process[t] = door.checkTimes(operation, t);
    ledger.invokedAt[t] = operation.invokedAt;
    ledger.completedAt[t] = operation.outcome === "unknown" ? Number.POSITIVE_INFINITY : operation.completedAt;
    const isAnswered = operation.outcome === "ok";
    const request = operation.request;
    from[t + 1] = from[t] + request.length;
    const steps = isAnswered ? (operation.result as Transaction) : request;
    for (let place = 0; place < request.length; place++) {
      const step = steps[place];
      if (!door.admits(request[place], step, isAnswered)) {
        door.refuseStep(t, place);
        continue;
      }
      const micro = from[t] + place;
      let number = numberOfKey.get(step[1]);
      if (number === undefined) {
        number = ledger.keys.push(step[1]) - 1;
        ledger.longestRead.push(none);
        numberOfKey.set(step[1], number);
      }
      ledger.owner[micro] = t;
      ledger.key[micro] = number;
      if (step[0] !== "r") {
        ledger.writes[micro] = 1;
        ledger.value[micro] = ledger.values.intern(step[2]);
        const other = written.add(micro);
        if (other !== none) door.refuseSecond(t, place, ledger.owner[other], other - from[ledger.owner[other]]);
      } else if (isAnswered && datatype === "list") noteList(ledger, micro, number, (step[2] ?? emptyList) as []);
      else if (isAnswered && step[2] !== null) ledger.value[micro] = ledger.values.intern(step[2] as Scalar);
    }
  }
  door.close();
  noteFinalWrites(ledger);
  return { ...ledger, processes: door.processes, written };
}

function noteList(
  ledger: Pick<Ledger, "value"> & { readonly lists: (readonly Scalar[])[]; readonly longestRead: number[] },
  micro: number,
  key: number,
  list: readonly Scalar[],
): void {
  const { value, lists, longestRead } = ledger;
  value[micro] = lists.push(list) - 1;
  const longest = longestRead[key];
  if (longest === none || list.length > lists[value[longest]].length) longestRead[key] = micro;
}

/** Which transactions were answered, in a column of its own. */
export function answered({ outcome, columns }: Ledger): Uint8Array {
  const ok = columns.uint8(outcome.length);
  for (let t = 0; t < ok.length; t++) ok[t] = Number(outcome[t] === outcomes.ok);
  return ok;
}

/** What a transaction did, as far as its client knows. */
export function stepsOf({ outcome, request, result }: Operation): Transaction {
  return (outcome === "ok" ? result : request) as Transaction;
}

function countMicroOperations(history: History, door: Door): number {
  let size = 0;
  for (let t = 0; t < history.length; t++) size += door.sizeOf(t);
  door.close();
  return size;
}

function noteFinalWrites({
  key,
  keys,
  owner,
  writes,
  isFinal,
  columns,
}: Pick<Ledger, "key" | "keys" | "owner" | "writes" | "isFinal" | "columns">): void {
  const lastWriter = columns.int32(keys.length).fill(none);
  for (let micro = key.length - 1; micro >= 0; micro--) {
    if (writes[micro] === 0 || lastWriter[key[micro]] === owner[micro]) continue;
    isFinal[micro] = 1;
    lastWriter[key[micro]] = owner[micro];
  }
}

/** The last write of a transaction to the key of one of its writes. */
export function finalWriteOf({ key, writes, isFinal }: Ledger, write: number): number {
  let micro = write;
  while (isFinal[micro] === 0 || writes[micro] === 0 || key[micro] !== key[write]) micro += 1;
  return micro;
}
