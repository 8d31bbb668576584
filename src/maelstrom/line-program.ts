import type { Host } from "../node/host.js";
import type { Machine, Runner } from "../node/machine.js";

/** What a node of Maelstrom runs: whatever reads lines and prints lines. */
export interface LineProgram {
  /** Puts it on a machine. It prints whole lines by `print`, in its own events only; `note` is its stderr. */
  runner(machine: Machine, host: Host, output: LineOutput): LineRunner;
}

export interface LineOutput {
  print(line: string): void;
  note(line: string): void;
}

/** A program at work on a machine: from `boot` on it is given lines. */
export interface LineRunner extends Runner {
  receive(line: string): void;
}
