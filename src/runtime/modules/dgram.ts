import type { Options } from "../net/arguments.js";
import { callable } from "../net/callable.js";
import { SimulatedDatagramSocket } from "../net/datagram-socket.js";
import { stackOf } from "../net/stack.js";
import type { Realm } from "../realm.js";

/** Node's `dgram`: each datagram is a packet of its own, which a link may lose, double, damage or delay. */
export function makeDgram(realm: Realm): object {
  const stack = stackOf(realm);
  class Socket extends SimulatedDatagramSocket {
    constructor(options: string | Options, onMessage?: () => void) {
      super(stack, options, onMessage);
    }
  }
  return {
    Socket: callable(Socket),
    createSocket: (options: string | Options, onMessage?: () => void) => new Socket(options, onMessage),
  };
}
