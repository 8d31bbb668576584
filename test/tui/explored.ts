import { EventEmitter } from "node:events";
import type { View } from "../../src/playback/view.js";
import { type ExploreOptions, explore, type Left } from "../../src/tui/explore.js";
import type { Outside } from "../../src/tui/explorer.js";
import { FakeKeyboard } from "./keyboard.js";
import { FakeTerminal, painted } from "./terminal.js";

/** Turns of the event loop after which something that is waited for will not come any more. */
const mostTurns = 20_000;

/** An explorer that is open on a fake terminal. */
export class Explored {
  readonly terminal: FakeTerminal;
  readonly keyboard = new FakeKeyboard();
  readonly killed: [pid: number, signal: string][] = [];
  readonly host = Object.assign(new EventEmitter(), {
    kill: (pid: number, signal: string) => this.killed.push([pid, signal]),
  });
  readonly left: Promise<Left>;
  /** How it was left; undefined while it is open. */
  ending: Left | undefined;
  /** The view of which the commands were asked for last. */
  view: View;

  constructor(
    view: View,
    outside: Partial<Outside> = {},
    options: Partial<ExploreOptions> & { size?: [number, number] } = {},
  ) {
    const { size = [100, 40], ...others } = options;
    this.view = view;
    this.terminal = new FakeTerminal(...size);
    this.left = explore({
      view,
      terminal: this.terminal,
      keyboard: this.keyboard,
      host: this.host,
      outside: {
        formats: { txt: "text" },
        record: async () => null,
        save: () => "kept",
        export: () => "written",
        commands: (seen) => {
          this.view = seen;
          return ["sim explore --seed 1"];
        },
        ...outside,
      },
      standing: null,
      colours: false,
      ascii: false,
      ...others,
    });
    this.left.then(
      (left) => {
        this.ending = left;
      },
      () => {},
    );
  }

  /** Sends what a terminal would, and waits until it has been answered. */
  async type(...texts: readonly string[]): Promise<string[]> {
    for (const text of texts) {
      this.keyboard.send(text);
      await painted();
    }
    return this.terminal.seen();
  }

  /** Presses `Esc`, which takes a moment to be told from the beginning of another key. */
  async escape(): Promise<string[]> {
    const before = (await this.terminal.seen()).join("\n");
    this.keyboard.send("\u001b");
    return this.until((text) => text !== before);
  }

  /** What is on the screen once something holds of its text. */
  async until(holds: (text: string) => boolean): Promise<string[]> {
    for (let turn = 0; turn < mostTurns; turn++) {
      await painted();
      const lines = await this.terminal.seen();
      if (holds(lines.join("\n"))) return lines;
      await new Promise((resume) => setTimeout(resume, 1));
    }
    throw new Error(`this never came:\n${(await this.terminal.seen()).join("\n")}`);
  }

  /** The line above the keys. */
  async notice(): Promise<string> {
    return (await this.terminal.seen()).at(-2) as string;
  }

  /** The step at hand, as the header has it. */
  async step(): Promise<number> {
    return Number(/step (\d+) of/.exec((await this.terminal.seen())[0])?.[1]);
  }
}
