import type { Operation } from "../checks/history.js";

/** What an answer means for the history: an outcome, and the result of what is ok. */
export type Reading<Result = unknown> =
  | Pick<Operation<unknown, Result>, "outcome" | "result">
  | { readonly outcome: "failed" | "unknown" };
