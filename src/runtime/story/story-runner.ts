import type { Host } from "../../node/host.js";
import type { Machine } from "../../node/machine.js";
import { networkPacketOf, returnPacket } from "../../node/packet.js";
import { ProgramRunner } from "../../node/program-context.js";
import { StoryContext } from "./story-context.js";

/** Makes an async function go on with what happens to its machine, connections among it. */
export class StoryRunner extends ProgramRunner<StoryContext> {
  constructor(machine: Machine, host: Host, main: (cx: StoryContext) => Promise<void>) {
    super(machine, host, main, () => new StoryContext(machine, host));
  }

  settled(): void {
    this.cx.finishEvent();
  }

  belongings(): Readonly<Record<string, unknown>> {
    return this.cx.belongings();
  }

  /** The process has ended; its machine answers for it, as it does for a real program. */
  unheard(message: unknown, from: number, ticket: number): void {
    const packet = networkPacketOf(message);
    if (packet !== null) returnPacket(this.host, this.machine, packet, from, ticket);
  }
}
