import { type Delay, toUs } from "../../kernel/time.js";
import { networkPacketOf, returnPacket } from "../../node/packet.js";
import { ProgramContext } from "../../node/program-context.js";
import { OneAlarm } from "../alarm.js";
import { LastWords } from "../last-words.js";
import type { Connection } from "../net/connection.js";
import { limits } from "../net/limits.js";
import { type Station, Switchboard } from "../net/switchboard.js";
import { answerHttp, type HttpAnswer, type HttpRequest } from "./http-server.js";
import { ConnectionError, Socket } from "./socket.js";

type Receive = (body: unknown, from: string) => void;

/**
 * The context of an async function, with connections: the same ones that real programs have, so that either kind of
 * program can be at either end.
 */
export class StoryContext<State extends object = object, Request = unknown> extends ProgramContext<State, Request> {
  private switchboard: Switchboard | null = null;
  private channels: { readonly listener: Receive; readonly returned?: Receive | undefined } | null = null;
  private sockets: (() => unknown) | null = null;
  private readonly lastWords = new LastWords();
  private readonly endings: ((how: "exit" | "crash") => void)[] = [];

  /**
   * Opens a connection to a port of a node. Rejects with a `ConnectionError`: ECONNREFUSED if nobody listens there,
   * ETIMEDOUT if nothing was heard within `timeout` (127 s unless given).
   */
  connect(node: string, port: number, options: { readonly timeout?: Delay } = {}): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const board = this.board();
      const [to] = board.addresses.resolve(node);
      if (to === undefined) throw new RangeError(`there is no node "${node}"`);
      let isOpen = false;
      const give = (code: ConnectionError["code"]) => reject(new ConnectionError(code, `connect to ${node}:${port}`));
      const made = board.connect(
        { address: to.address, port },
        {
          opened: () => {
            isOpen = true;
            alarm?.cancel();
            resolve(this.take(made as Connection));
          },
          received: () => false,
          ended: () => {},
          drained: () => {},
          failed: (code) => {
            alarm?.cancel();
            give(code);
          },
        },
      );
      if (typeof made === "string") {
        give(made);
        return;
      }
      const { timeout } = options;
      const giveUp = () => {
        if (isOpen) return;
        made.close();
        give("ETIMEDOUT");
      };
      const alarm = timeout === undefined ? null : this.station().schedule(toUs(timeout), giveUp, "connect timeout");
    });
  }

  /** Listens on a port: gives the connections that are opened to it, one after another. Throws a `ConnectionError` if it is taken. */
  listen(port: number): AsyncIterableIterator<Socket> {
    const board = this.board();
    const take = (connection: Connection) => this.take(connection);
    const open: Socket[] = [];
    const waiting: ((result: IteratorResult<Socket>) => void)[] = [];
    const listener = board.listen(
      { address: "0.0.0.0", port },
      {
        backlog: limits.backlog,
        accept(connection) {
          const socket = take(connection);
          const next = waiting.shift();
          if (next === undefined) open.push(socket);
          else next({ value: socket, done: false });
        },
      },
    );
    if (typeof listener === "string") throw new ConnectionError("EADDRINUSE", `listen on ${port}`);
    const sockets: AsyncIterableIterator<Socket> = {
      next: () =>
        new Promise((resolve) => {
          const socket = open.shift();
          if (socket === undefined) waiting.push(resolve);
          else resolve({ value: socket, done: false });
        }),
      return: () => {
        board.unlisten(listener);
        return Promise.resolve({ value: undefined, done: true });
      },
      [Symbol.asyncIterator]: () => sockets,
    };
    return sockets;
  }

  /** Answers http requests on a port, for ever: a simulated service for programs that know nothing of simulations. */
  async serveHttp(port: number, answer: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>): Promise<void> {
    for await (const socket of this.listen(port)) void answerHttp(socket, answer);
  }

  /** @internal */
  override deliver(body: unknown, from: number, ticket: number): void {
    const packet = networkPacketOf(body);
    if (packet === null) {
      super.deliver(body, from, ticket);
      return;
    }
    const receive = packet.returned ? this.channels?.returned : this.channels?.listener;
    if (packet.channel === "tcp" && receive !== undefined) receive(packet.body, this.host.nameOf(from));
    else returnPacket(this.host, this.machine, packet, from, ticket);
  }

  /** @internal What people see of the process. */
  belongings(): Readonly<Record<string, unknown>> {
    return this.sockets === null ? {} : { sockets: this.sockets() };
  }

  /** @internal The event is over. */
  finishEvent(): void {
    this.lastWords.say();
  }

  /** @internal */
  override ending(): void {
    for (const listener of this.endings.splice(0)) listener("exit");
  }

  /** @internal */
  override discard(): void {
    super.discard();
    this.lastWords.forget();
    for (const listener of this.endings.splice(0)) listener("crash");
  }

  private take(connection: Connection): Socket {
    const socket = new Socket(connection);
    connection.adopt(socket.owner());
    return socket;
  }

  private board(): Switchboard {
    this.switchboard ??= new Switchboard(this.station());
    return this.switchboard;
  }

  /** What connections need of this process. */
  private station(): Station {
    const { machine, host } = this;
    const cx = this;
    return {
      node: this.name,
      nodes: this.nodes,
      get nowUs() {
        return machine.nowUs;
      },
      schedule(delayUs, callback, what = "callback") {
        const alarm = new OneAlarm(callback, what, () => {});
        const atUs = machine.nowUs + delayUs;
        if (cx.isAlive && host.recording) host.record({ kind: "timer set", timer: what, atUs });
        alarm.forget = () => cx.disarm(alarm);
        return cx.arm(atUs, alarm);
      },
      atEndOfEvent: (callback) => cx.lastWords.add(callback),
      hold: () => () => {},
      send(to, channel, body) {
        if (!cx.isAlive) return;
        host.transmit(machine.id, host.peerNumberOf(to), machine.nowUs, { channel, body }, host.newTicket(machine.id));
      },
      listen(_channel, listener, returned) {
        cx.channels = { listener, returned };
      },
      onEnd: (listener) => cx.endings.push(listener),
      show(_what, look) {
        cx.sockets = look;
      },
      refuse(api, instead) {
        throw new RangeError(`${api}: ${instead}`);
      },
    };
  }
}
