import type { Debugger } from "node:inspector";
import type { Place } from "../node/event-guard.js";
import type { Questions } from "./process-guard.js";

/** The way to a thread by the inspector, which reaches it in the midst of whatever it does. */
export interface Channel {
  ask(method: string, params: object): Promise<unknown>;
  /** Only one listens to each kind of event. */
  on(event: string, heard: (params: unknown) => void): void;
}

/** A thread that another one looks after. Whatever it is asked, it may never answer. */
export class WatchedThread {
  private readonly channel: Channel;
  private readonly name: string;
  private readonly scripts = new Map<string, string>();
  /** Whether it was asked to look, and has not done so yet. */
  isLooking = false;

  /** Its global object has the questions under a symbol of this name; or it knows none, and is left alone. */
  constructor(channel: Channel, name: string) {
    this.channel = channel;
    this.name = name;
    channel.on("Debugger.scriptParsed", (params) => {
      const { scriptId, url } = params as Debugger.ScriptParsedEventDataType;
      this.scripts.set(scriptId, url);
    });
  }

  /** Stops it if the answer to a question is yes, and has it look closely where it is. */
  async look(occasion: "isStuck" | "isFull"): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    if ((await this.question(occasion)) === true) {
      const { channel } = this;
      await channel.ask("Debugger.enable", {});
      const paused = new Promise<unknown>((resolve) => channel.on("Debugger.paused", resolve));
      await channel.ask("Debugger.pause", {});
      await this.question("endIfLost", this.placesOf((await paused) as Debugger.PausedEventDataType));
      await channel.ask("Debugger.resume", {});
      await channel.ask("Debugger.disable", {});
    }
    this.isLooking = false;
  }

  async question(name: keyof Questions, asked: unknown = null): Promise<unknown> {
    const expression = `globalThis[Symbol.for(${JSON.stringify(this.name)})]?.${name}(${JSON.stringify(asked)})`;
    const { result } = (await this.channel.ask("Runtime.evaluate", { expression })) as {
      readonly result?: { readonly value?: unknown };
    };
    return result?.value;
  }

  private placesOf({ callFrames }: Debugger.PausedEventDataType): readonly Place[] {
    return callFrames.map(({ functionName, location }) => ({
      script: this.scripts.get(location.scriptId) ?? "",
      line: location.lineNumber + 1,
      within: functionName,
    }));
  }
}
