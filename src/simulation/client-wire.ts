import { Priority } from "../kernel/queue.js";
import { OneAlarm } from "../runtime/alarm.js";
import type { ConnectionHost } from "../runtime/net/connection.js";
import type { Cluster } from "./cluster.js";
import { Direction } from "./direction.js";

/** What a client has of time and of the network. */
export function clientWire(client: number, cluster: Cluster): ConnectionHost {
  const peer = cluster.machines.length + client;
  return {
    get nowUs() {
      return cluster.nowUs;
    },
    schedule(delayUs, callback, what = "alarm") {
      const alarm = new OneAlarm(callback, what, () => {});
      const atUs = cluster.nowUs + delayUs;
      if (cluster.recording) cluster.record({ kind: "timer set", timer: what, atUs });
      const slot = cluster.queue.schedule(atUs, Priority.ordinary, Direction.clientAlarm, client, 0, 0, alarm);
      alarm.slot = slot;
      alarm.forget = () => {
        if (alarm.slot >= 0) cluster.cancel(alarm.slot);
      };
      return alarm;
    },
    // What a client does, it does at once.
    atEndOfEvent: (callback) => callback(),
    hold: () => () => {},
    send: (to, channel, body) =>
      cluster.transmit(peer, cluster.numberOf(to), cluster.nowUs, { channel, body }, cluster.newTicket(peer)),
  };
}
