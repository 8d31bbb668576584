import type { Operation } from "../checks/history.js";
import type { Slot } from "../kernel/queue.js";

/** What clients ask the run to call them back for. */
export type ClientOccasion = "turn" | "timeout" | "retry";

export type CallBack = (occasion: ClientOccasion, client: number, atUs: number) => Slot;

/** The clients of a run, as the run sees them. */
export interface ClientSide {
  /** Turns on which a client still waited for its last answer. */
  readonly skipped: number;
  /** The trouble is over. */
  stop(): void;
  happen(occasion: ClientOccasion, client: number): void;
  /** Something has arrived for a client. */
  reply(client: number, ticket: number, answer: unknown, from: string): void;
  /** What they did, in order of invocation; nobody is sure about what a Byzantine node had its hands on. */
  history(isByzantine: (node: string) => boolean): readonly Operation[];
}

/** An outcome that nobody knows. */
export const unknown = {
  outcome: "unknown",
  result: undefined,
  completedAt: Number.POSITIVE_INFINITY,
  completedUs: Number.POSITIVE_INFINITY,
} as const;
