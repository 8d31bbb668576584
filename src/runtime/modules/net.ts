import real from "node:net";
import { countAlso } from "../identity.js";
import type { Options } from "../net/arguments.js";
import { callable } from "../net/callable.js";
import { SimulatedServer } from "../net/server.js";
import { type Accepted, SimulatedSocket } from "../net/socket.js";
import { stackOf } from "../net/stack.js";
import type { Realm } from "../realm.js";

/** Node's `net` on simulated connections. */
export function makeNet(realm: Realm): object {
  const stack = stackOf(realm);
  const { host } = realm;

  class Socket extends SimulatedSocket {
    constructor(options?: Options, accepted?: Accepted) {
      super(stack, options, accepted);
    }

    /** What a server makes of a connection. */
    static accepted(options: Options, accepted: Accepted): Socket {
      return new Socket(options, accepted);
    }
  }

  class Server extends SimulatedServer {
    constructor(options?: Options, onConnection?: () => void) {
      super(stack, options, onConnection);
    }
  }
  // A server of http counts as one: it has one within.
  countAlso(Server, (value) => (value as { inner?: unknown } | null)?.inner instanceof SimulatedServer);

  const connect = (...args: unknown[]) => {
    const [first] = args;
    const options = typeof first === "object" && first !== null ? (first as Options) : {};
    const socket = new Socket(options);
    if (options.timeout) socket.setTimeout(options.timeout);
    return socket.connect(...args);
  };

  const made = { Socket: callable(Socket), Server: callable(Server) };
  return {
    ...made,
    Stream: made.Socket,
    connect,
    createConnection: connect,
    createServer: (options?: Options, onConnection?: () => void) => new Server(options, onConnection),
    isIP: real.isIP,
    isIPv4: real.isIPv4,
    isIPv6: real.isIPv6,
    SocketAddress: real.SocketAddress,
    BlockList: callable(
      class BlockList {
        constructor() {
          host.refuse("net.BlockList");
        }
      },
    ),
    // There is one address to a name, so that nothing is left to select.
    getDefaultAutoSelectFamily: () => true,
    setDefaultAutoSelectFamily() {},
    getDefaultAutoSelectFamilyAttemptTimeout: () => 250,
    setDefaultAutoSelectFamilyAttemptTimeout() {},
  };
}
