import { fifoQueue } from "../../objects/fifo-queue.js";
import { queue } from "../../objects/queue.js";
import { register } from "../../objects/register.js";
import type { SequentialObject } from "../../objects/sequential-object.js";
import { set } from "../../objects/set.js";
import { stack } from "../../objects/stack.js";
import type { Monitor } from "./monitor.js";
import { fifoQueueMonitor, queueMonitor } from "./queue.js";
import { registerMonitor } from "./register.js";
import { setMonitor } from "./set.js";
import { stackMonitor } from "./stack.js";

const monitors: readonly (readonly [object: unknown, monitor: Monitor])[] = [
  [register, registerMonitor],
  [queue, queueMonitor],
  [fifoQueue, fifoQueueMonitor],
  [stack, stackMonitor],
  [set, setMonitor],
];

/** The monitor of an object, if there is one; it is told by what it is, for another one may have its name. */
export function monitorOf(object: SequentialObject): Monitor | undefined {
  return monitors.find(([monitored]) => monitored === object)?.[1];
}
