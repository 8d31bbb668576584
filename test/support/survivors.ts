import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

const mostRounds = 50;

/**
 * How many are still there after the garbage was collected. What is weak is let go in several rounds, and other threads
 * of Node's hold on to something now and then: so it goes on until no more are left than are meant to be.
 */
export async function survivors(references: readonly WeakRef<object>[], most: number): Promise<number> {
  let left = references.length;
  for (let round = 0; round < mostRounds && (round < 5 || left > most); round++) {
    await new Promise((resolve) => setTimeout(resolve, round));
    collect();
    left = references.filter((reference) => reference.deref() !== undefined).length;
  }
  return left;
}
