import { bag } from "./bag.js";
import { fifoQueue } from "./fifo-queue.js";

/**
 * A queue that promises to hand out each value once, and no order. `dequeue` answers one of the values and takes it, or
 * answers null where there is none; `enqueue` answers null. Whoever executes it hands out what is there longest; in a
 * history, any value will do (Weihl & Liskov's semiqueue, 1985).
 */
export const queue: typeof fifoQueue = {
  ...fifoQueue,
  name: "queue",
  choices: {
    object: bag,
    chosen: (request, answer) =>
      request.kind === "enqueue" || answer === undefined ? request : { kind: "dequeue", value: answer.result },
  },
};
