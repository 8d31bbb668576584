import type { ConnectionHost } from "./connection.js";
import { Deadline } from "./deadline.js";
import { limits } from "./limits.js";

/** What somebody does who wants to know whether the other end is still there: asks, when it has been silent for long. */
export class KeepAlive {
  private readonly deadline: Deadline;
  private readonly afterUs: number;
  private probes = 0;

  constructor(host: ConnectionHost, afterUs: number, probe: () => void, giveUp: () => void) {
    this.afterUs = afterUs;
    this.deadline = new Deadline(host, "keep-alive", () => {
      if (this.probes === limits.keepAliveProbes) {
        giveUp();
        return;
      }
      this.probes++;
      probe();
      this.deadline.set(limits.keepAliveEveryUs);
    });
    this.deadline.set(afterUs);
  }

  heard(): void {
    this.probes = 0;
    this.deadline.set(this.afterUs);
  }

  drop(): void {
    this.deadline.drop();
  }
}
