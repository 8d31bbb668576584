import type { Consistency, History, Operation } from "./history.js";

/** Longer histories are not looked into, nor are those that take more steps to judge. */
const mostOperations = 20_000;
const mostSteps = 200_000;
/** Looks before and after the place that was found. */
const looks = 4;

/**
 * The operation with whose completion a history was broken: up to then all was fine. Null if there is none, as there need
 * not be: a check may ask for what is only seen at the end.
 */
export function brokenBy(history: History, check: Consistency): Operation | null {
  if (history.length > mostOperations) return null;
  const completions = history
    .filter(({ completedAt }) => Number.isFinite(completedAt))
    .sort((one, other) => one.completedAt - other.completedAt);
  const isBroken = (count: number) => {
    if (count === 0) return false;
    try {
      return check.judge(upTo(history, completions[count - 1].completedAt), mostSteps).verdict === "invalid";
    } catch {
      return false;
    }
  };
  if (!isBroken(completions.length)) return null;
  let low = 0;
  let high = completions.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (isBroken(middle)) high = middle;
    else low = middle;
  }
  // Once broken, it must stay so.
  for (let look = 1; look <= looks; look++) {
    const [before, behind] = [low, completions.length - high].map((room) => Math.floor((room * look) / (looks + 1)));
    if (isBroken(before) || !isBroken(high + behind)) return null;
  }
  return completions[high - 1];
}

/** A history as it was at an instant of its order. */
function upTo(history: History, instant: number): History {
  return history
    .filter(({ invokedAt }) => invokedAt <= instant)
    .map((operation) =>
      operation.completedAt <= instant
        ? operation
        : {
            ...operation,
            completedAt: Number.POSITIVE_INFINITY,
            completedUs: Number.POSITIVE_INFINITY,
            outcome: "unknown" as const,
            result: undefined,
          },
    );
}
