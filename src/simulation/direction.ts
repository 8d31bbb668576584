import { directedFrom } from "./cluster.js";

/** Kinds of events that are none of the nodes'. */
export const Direction = {
  faultBegins: directedFrom,
  faultEnds: directedFrom + 1,
  restBegins: directedFrom + 2,
  runEnds: directedFrom + 3,
  clientTurn: directedFrom + 4,
  clientTimeout: directedFrom + 5,
  clientRetry: directedFrom + 6,
  clientAlarm: directedFrom + 7,
} as const;
