import type { NetworkSpec } from "./network.js";

/** A network on which nothing ever goes wrong by itself: a millisecond each way, no loss, nothing overtakes. */
export function perfect(changes: NetworkSpec = {}): NetworkSpec {
  return { latency: "1ms", inOrder: true, ...changes };
}

/** Machines of one data centre: a fraction of a millisecond, now and then more. */
export function lan(changes: NetworkSpec = {}): NetworkSpec {
  return { latency: { exponential: "200us", atLeast: "100us" }, ...changes };
}

/** Machines far apart: tens of milliseconds with a long tail, and a packet in a thousand lost. */
export function wan(changes: NetworkSpec = {}): NetworkSpec {
  return { latency: { exponential: "10ms", atLeast: "40ms" }, loss: 0.001, ...changes };
}
