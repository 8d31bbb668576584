import { bank } from "../checks/bank.js";
import { broadcastDelivery } from "../checks/broadcast-delivery.js";
import { causalChains } from "../checks/causal-chains.js";
import { noCausalReverse } from "../checks/causal-reverse.js";
import { counterBounds } from "../checks/counter-bounds.js";
import { counterSums } from "../checks/counter-sums.js";
import { eventualSet } from "../checks/eventual-set.js";
import { finalSet } from "../checks/final-set.js";
import { fullSet } from "../checks/full-set.js";
import type { Consistency, History } from "../checks/history.js";
import { noInsertSkew } from "../checks/insert-skew.js";
import { kafkaLog } from "../checks/kafka-log.js";
import { keysInOrder } from "../checks/key-order.js";
import { oneLeaderTold } from "../checks/leader-election.js";
import { linearizable } from "../checks/linearizability.js";
import { listAppend } from "../checks/list-append.js";
import { noLongFork } from "../checks/long-fork.js";
import { monotonicRegisters } from "../checks/monotonic-registers.js";
import { mutualExclusion } from "../checks/mutual-exclusion.js";
import { rwRegister } from "../checks/rw-register.js";
import { sequentiallyConsistent } from "../checks/sequential-consistency.js";
import { totalQueue } from "../checks/total-queue.js";
import type { TransactionalConsistency } from "../checks/transactions/consistency.js";
import { uniqueIds } from "../checks/unique-ids.js";
import { unorderedQueue } from "../checks/unordered-queue.js";
import { counter } from "../objects/counter.js";
import { fifoQueue } from "../objects/fifo-queue.js";
import { keyValue } from "../objects/key-value.js";
import { log } from "../objects/log.js";
import { multiRegister } from "../objects/multi-register.js";
import { mutex } from "../objects/mutex.js";
import { queue } from "../objects/queue.js";
import { reentrantLock } from "../objects/reentrant-lock.js";
import { register } from "../objects/register.js";
import type { SequentialObject } from "../objects/sequential-object.js";
import { set } from "../objects/set.js";
import { stack } from "../objects/stack.js";
import { anyClaims, type Claims, hasKeys, keyed, objectClaims, sessionClaims, unseen } from "./claims.js";
import {
  asks,
  asksAtRest,
  asksKeys,
  asksParts,
  asksSet,
  gives,
  givesFields,
  givesKey,
  holds,
  isList,
  isNumber,
  isObject,
  isScalar,
  isText,
  linked,
  orNull,
  swaps,
  transaction,
  tries,
  type Verb,
} from "./verb.js";

/** What a history is about: what its operations are called, and what can be claimed of them. */
export interface HistoryModel {
  readonly name: string;
  readonly otherNames: readonly string[];
  readonly about: string;
  readonly verbs: readonly Verb[];
  /** Whether operations are each about one key, which then stands beside the value or, as [key, value], in it. */
  readonly keys: "none" | "optional" | "required";
  readonly claims: Claims;
  /** The check of transactions, told which models must hold. */
  readonly transactional?: (options: { readonly models?: readonly string[] }) => TransactionalConsistency;
  /** Whether nobody need ask for it, where it is the first one that fits. */
  readonly isGuessed?: boolean;
}

type Row = Omit<HistoryModel, "otherNames" | "keys" | "claims"> & Partial<HistoryModel>;

const scalar = orNull(isScalar);
const only = (name: string, check: (history: History) => Consistency): Claims => ({ [name]: check });
const readWrite = [asks("read", "read", scalar), gives("write", "value", "write", scalar), swaps("cas", "cas")];
const readSet = asks("read", "read", isList);
const enqueueItem = gives("enqueue", "item", "enqueue", isScalar);
const enqueueValue = gives("enqueue", "value", "enqueue");
const dequeue = asks("dequeue", "dequeue", scalar);
const lockVerbs = [holds("acquire", "acquire"), holds("release", "release")];

/** The first one that fits is guessed; more special ones come first. */
const rows: readonly Row[] = [
  {
    name: "register",
    otherNames: ["cas-register"],
    about: "one value, or one by key, null at first: read, write, cas [expected, new]",
    verbs: readWrite,
    keys: "optional",
    claims: {
      ...objectClaims(
        (history) => (hasKeys(history) ? keyed(register as SequentialObject) : register) as SequentialObject,
      ),
      ...sessionClaims,
    },
    isGuessed: true,
  },
  {
    name: "key-value",
    otherNames: ["kv", "lin-kv"],
    about: 'values by key, null at first (or "", if gets say so): get, put, append, cas, delete',
    verbs: [
      asks("get", "get read", scalar),
      gives("put", "value", "put write", scalar),
      gives("append", "value", "append", isText),
      swaps("cas", "cas"),
      gives("delete", "value", "delete"),
    ],
    keys: "required",
    claims: { ...objectClaims(storeOf), ...sessionClaims },
    isGuessed: true,
  },
  {
    name: "list-append",
    otherNames: ["append"],
    about: 'txn [["append", key, element], ["r", key, null]], elements unique by key',
    verbs: [transaction("append", "r")],
    claims: {},
    transactional: listAppend,
    isGuessed: true,
  },
  {
    name: "rw-register",
    otherNames: ["wr"],
    about: 'txn [["w", key, value], ["r", key, null]], values unique by key',
    verbs: [transaction("w", "r")],
    claims: sessionClaims,
    transactional: rwRegister,
    isGuessed: true,
  },
  {
    name: "kafka",
    about: 'txn, send, poll [["send", key, value], ["poll"]]; assign, subscribe, crash',
    verbs: [
      { ...transaction("send", "poll"), names: ["txn", "send", "poll"] },
      gives("assign", "keys", "assign"),
      gives("subscribe", "keys", "subscribe"),
      asks("crash", "crash"),
    ],
    claims: only("log", () => kafkaLog()),
    isGuessed: true,
  },
  {
    name: "counter",
    about: "a number: add, read, add-and-get",
    verbs: [
      gives("add", "amount", "add", isNumber),
      asks("read", "read", isNumber),
      tries("addAndGet", "amount", "add-and-get", isNumber),
    ],
    claims: objectClaims(() => counter as SequentialObject),
  },
  {
    name: "counter-bounds",
    about: "a number that only grows, in one pass: add, read",
    verbs: [gives("add", "delta", "add", isNumber), asks("read", "read", isNumber)],
    claims: only("bounds", () => counterBounds()),
  },
  {
    name: "pn-counter",
    about: "add of any sign, read: what is read at rest, marked final, is the sum",
    verbs: [gives("add", "delta", "add", isNumber), asksAtRest("read", "read")],
    claims: only("sum", () => counterSums()),
  },
  {
    name: "multi-register",
    about: 'txn [["w", key, value], ["r", key, null]] as one object; values may repeat',
    verbs: [transaction("r", "w")],
    claims: {
      ...objectClaims(() => multiRegister as SequentialObject),
      "strict-serializable": () => linearizable(multiRegister as SequentialObject),
      "strong-session-serializable": () => sequentiallyConsistent(multiRegister as SequentialObject),
    },
  },
  {
    name: "set",
    about: "each value once: add, remove, whatever they answer; contains; read of all",
    verbs: [
      gives("add", "value", "add", scalar),
      gives("remove", "value", "remove", scalar),
      tries("contains", "value", "contains", scalar),
      asksSet("elements", "read elements"),
    ],
    claims: objectClaims(() => unseen(set, "add", "remove")),
  },
  {
    name: "final-set",
    about: "add and read of all: what was acknowledged is in the last read",
    verbs: [gives("add", "element", "add"), readSet],
    claims: only("nothing-lost", () => finalSet()),
  },
  {
    name: "full-set",
    about: "add and read of all: when each element came, and whether it was lost",
    verbs: [gives("add", "element", "add"), readSet],
    claims: { "nothing-lost": () => fullSet(), linearizable: () => fullSet({ linearizable: true }) },
  },
  {
    name: "eventual-set",
    about: "add, remove, and read of all, node by node: what replicas promise meanwhile",
    verbs: [gives("add", "element", "add"), gives("remove", "element", "remove"), readSet],
    claims: only("eventually-consistent", () => eventualSet()),
  },
  {
    name: "queue",
    about: "items in any order, each handed out once: enqueue, dequeue",
    verbs: [enqueueItem, dequeue],
    claims: objectClaims(() => queue as SequentialObject),
  },
  {
    name: "fifo-queue",
    about: "first in, first out: enqueue, dequeue",
    verbs: [enqueueItem, dequeue],
    claims: objectClaims(() => fifoQueue as SequentialObject),
  },
  {
    name: "total-queue",
    about: "what goes in comes out: enqueue, dequeue, drain",
    verbs: [enqueueValue, asks("dequeue", "dequeue"), asks("drain", "drain")],
    claims: only("nothing-lost", () => totalQueue()),
  },
  {
    name: "unordered-queue",
    about: "nothing comes out more often than it went in: enqueue, dequeue",
    verbs: [enqueueValue, asks("dequeue", "dequeue")],
    claims: only("nothing-made-up", () => unorderedQueue()),
  },
  {
    name: "stack",
    about: "last in, first out: push, pop",
    verbs: [gives("push", "item", "push", isScalar), asks("pop", "pop", scalar)],
    claims: objectClaims(() => stack as SequentialObject),
    isGuessed: true,
  },
  {
    name: "log",
    about: "append, answered by a position; read from a position, answered by a list",
    verbs: [tries("append", "value", "append", scalar), tries("read", "from", "read", isNumber)],
    claims: objectClaims(() => log as SequentialObject),
  },
  {
    name: "mutex",
    about: "one holder at a time: acquire, release",
    verbs: lockVerbs,
    claims: objectClaims(() => mutex as SequentialObject),
    isGuessed: true,
  },
  {
    name: "reentrant-lock",
    about: "one holder, who may acquire it again: acquire, release",
    verbs: lockVerbs,
    claims: objectClaims(() => reentrantLock as SequentialObject),
  },
  {
    name: "mutual-exclusion",
    about: "acquire, answered by a fencing token or nothing; use; release",
    verbs: [
      { ...asks("acquire", "acquire"), answer: (value) => value ?? true },
      asks("release", "release"),
      gives("use", "token", "use"),
    ],
    claims: only("mutual-exclusion", () => mutualExclusion()),
  },
  {
    name: "bank",
    about: "transfer {from, to, amount}; read {account: balance}: the total stays as first read",
    verbs: [givesFields("transfer", "transfer", ["from", "to", "amount"]), asks("read", "read", isObject)],
    claims: only("total", bankOf),
    isGuessed: true,
  },
  {
    name: "broadcast",
    about: "broadcast and read of all: what was broadcast is delivered, once",
    verbs: [gives("broadcast", "message", "broadcast"), readSet],
    claims: only("delivery", () => broadcastDelivery()),
    isGuessed: true,
  },
  {
    name: "unique-ids",
    about: "generate: no id is given out twice",
    verbs: [asks("generate", "generate")],
    claims: only("unique", () => uniqueIds()),
    isGuessed: true,
  },
  {
    name: "causal-reverse",
    about: "write and read of all: who sees a write sees what was there before it",
    verbs: [gives("write", "value", "write"), readSet],
    claims: only("no-causal-reverse", () => noCausalReverse()),
  },
  {
    name: "causal-register",
    otherNames: ["causal"],
    about: "by key a chain of read, write, read …, with link and position: each sees the one before",
    verbs: [
      linked(asks("read", "read read-init", orNull(isNumber))),
      linked(gives("write", "value", "write", isNumber)),
    ],
    keys: "optional",
    claims: only("causal", () => causalChains()),
  },
  {
    name: "long-fork",
    about: 'write of a key, once; read [key …] or [["r", key, null] …]: two writes are seen in one order',
    verbs: [givesKey("write", "write"), asksKeys("read", "read")],
    claims: only("no-long-fork", () => noLongFork()),
  },
  {
    name: "monotonic-registers",
    otherNames: ["monotonic"],
    about: "increase of a key; read {key: number}: one order of reads in which nothing becomes less",
    verbs: [givesKey("increase", "increase inc"), asks("read", "read", isObject)],
    claims: {
      monotonic: () => monotonicRegisters(),
      "monotonic-in-sessions": () => monotonicRegisters({ sessions: true }),
    },
  },
  {
    name: "keys-in-order",
    otherNames: ["sequential"],
    about: "write of all parts of a key in order; read of them from the last to the first: [part …]",
    verbs: [givesKey("write", "write"), asksParts("read", "read")],
    claims: only("in-order", () => keysInOrder()),
  },
  {
    name: "insert-skew",
    otherNames: ["g2"],
    about: "insert [key, whatever], which fails if anything is there: one by key (write skew, G2)",
    verbs: [gives("insert", "value", "insert")],
    keys: "required",
    claims: only("no-insert-skew", () => noInsertSkew()),
    isGuessed: true,
  },
  {
    name: "leader-election",
    about: "leader, answered by {leader, term}: a term has one leader at most",
    verbs: [asks("leader", "leader")],
    claims: only("one-leader", () => oneLeaderTold()),
    isGuessed: true,
  },
];

export const historyModels: readonly HistoryModel[] = rows.map(
  (row) => ({ otherNames: [], keys: "none", ...row, claims: { ...row.claims, ...anyClaims } }) as HistoryModel,
);

/** A store of texts has nothing but texts in it: what a get answers tells what a key holds that was never put. */
function storeOf(history: History): SequentialObject {
  const isGet = (value: unknown) => (operation: History[number]) =>
    operation.outcome === "ok" && operation.result === value && (operation.request as { kind: string }).kind === "get";
  const isWrittenEmpty = history.some(({ request }) => (request as { readonly value?: unknown }).value === "");
  const beginsEmpty = !isWrittenEmpty && history.some(isGet("")) && !history.some(isGet(null));
  return { ...unseen(keyValue, "put", "append", "delete"), initial: beginsEmpty ? "" : null };
}

/** Accounts and total are those of the first read that was answered. */
function bankOf(history: History): Consistency {
  const first = history.find(
    ({ request, outcome }) => outcome === "ok" && (request as { kind: string }).kind === "read",
  );
  const balances = (first?.result ?? {}) as Readonly<Record<string, number>>;
  const total = Object.values(balances).reduce((sum, balance) => sum + balance, 0);
  return bank({ accounts: Object.keys(balances), total });
}
