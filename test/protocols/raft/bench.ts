import { Seed } from "../../../src/kernel/random.js";
import { Raft, type Write } from "../../../src/protocols/raft/core.js";
import type { RaftMessage } from "../../../src/protocols/raft/message.js";
import { type RaftOptions, raftConfig } from "../../../src/protocols/raft/options.js";
import { type Entry, newState } from "../../../src/protocols/raft/state.js";

interface Packet {
  readonly from: string;
  readonly to: string;
  readonly message: RaftMessage;
}

/** What a server's disk holds before it starts: its term, and a log of entries of these terms. */
export interface Past {
  readonly term: number;
  readonly terms: readonly number[];
  readonly votedFor?: string;
}

/**
 * Bare step machines on a bench: time moves when it is told to, messages when they are delivered, and disks when they
 * are synced. All that happens is written down, one line each.
 */
export class Bench {
  nowUs = 0;
  readonly lines: string[] = [];
  readonly servers: ReadonlyMap<string, Raft<string>>;
  packets: Packet[] = [];
  private readonly writes: { name: string; write: Write }[] = [];

  constructor(names: readonly string[], options: RaftOptions = {}, pasts: Readonly<Record<string, Past>> = {}) {
    const config = raftConfig({ preVote: false, checkQuorum: false, ...options });
    const random = new Seed("bench").stream("raft");
    this.servers = new Map(
      names.map((name) => {
        const past = pasts[name];
        const durable = past && { term: past.term, votedFor: past.votedFor ?? null, log: past.terms.map(entryOf) };
        const parts = { name, nodes: names, config, random: random.fork(name), nowUs: 0 };
        return [name, new Raft<string>(newState(), durable === undefined ? parts : { ...parts, durable })];
      }),
    );
  }

  server(name: string): Raft<string> {
    return this.servers.get(name) as Raft<string>;
  }

  /** Lets a server's deadline come. */
  tick(name: string): this {
    const server = this.server(name);
    this.nowUs = Math.max(this.nowUs, server.deadlineUs);
    return this.act(name, "ticks", () => server.tick(this.nowUs));
  }

  propose(name: string, command: string): this {
    return this.act(name, `is asked to add ${command}`, () => this.server(name).propose(command));
  }

  read(name: string, what: string): this {
    return this.act(name, `is asked to read ${what}`, () => this.server(name).readIndex(what, this.nowUs));
  }

  /** Ends the syncs of a server. */
  sync(name: string): this {
    for (let at = 0; at < this.writes.length; ) {
      if (this.writes[at].name !== name) {
        at++;
        continue;
      }
      const [{ write }] = this.writes.splice(at, 1);
      this.act(name, `has synced write ${write.number}`, () => this.server(name).persisted(write.number, this.nowUs));
    }
    return this;
  }

  /** Delivers the messages now on their way to these servers. */
  deliver(...to: readonly string[]): this {
    const due = this.packets.filter((packet) => to.includes(packet.to));
    this.packets = this.packets.filter((packet) => !to.includes(packet.to));
    for (const { from, to, message } of due) {
      this.act(to, `hears from ${from}`, () => this.server(to).step(message, from, this.nowUs));
    }
    return this;
  }

  /** Delivers a message made up by the test. */
  hear(to: string, from: string, message: RaftMessage): this {
    return this.act(to, `hears from ${from}`, () => this.server(to).step(message, from, this.nowUs));
  }

  /** Syncs and delivers, to these servers only, until nothing is left to be done. What is sent to others is lost. */
  settle(...names: readonly string[]): this {
    for (let round = 0; round < 1_000; round++) {
      this.packets = this.packets.filter(({ to, from }) => names.includes(to) && names.includes(from));
      if (this.packets.length === 0 && !this.writes.some(({ name }) => names.includes(name))) return this;
      for (const name of names) this.sync(name);
      this.deliver(...names);
    }
    throw new Error("it does not settle");
  }

  /** The transcript so far; the next one begins here. */
  transcript(): string {
    return this.lines.splice(0).join("\n");
  }

  private act(name: string, what: string, action: () => void): this {
    const server = this.server(name);
    this.lines.push(`${name} ${what}`);
    action();
    const { write, messages, committed, reads, lostReads } = server.ready();
    const note = (text: string) => this.lines.push(`    ${text}`);
    if (write !== null) {
      const { number, hardState, truncateTo, entries } = write;
      const hard = hardState === null ? [] : [`term ${hardState.term}`, `vote for ${hardState.votedFor ?? "nobody"}`];
      const cut = truncateTo === null ? [] : [`log cut to ${truncateTo}`];
      note([`write ${number}:`, [...hard, ...cut, ...entries.map(describeEntry)].join(", ")].join(" "));
      this.writes.push({ name, write });
    }
    for (const { to, message } of messages) {
      note(`to ${to}: ${describeMessage(message)}`);
      this.packets.push({ from: name, to, message });
    }
    for (const entry of committed) note(`executes ${describeEntry(entry)}`);
    for (const read of reads) note(`reads ${read}`);
    for (const read of lostReads) note(`refuses to read ${read}`);
    return this;
  }
}

/** An entry of a term; what it says differs between terms only. */
export function entryOf(term: number): Entry {
  return Object.freeze({ term, command: `t${term}` });
}

function describeEntry({ term, command }: Entry): string {
  return `${command ?? "no-op"}@${term}`;
}

function describeMessage(message: RaftMessage): string {
  switch (message.kind) {
    case "request vote": {
      const { pre, term, lastIndex, lastTerm } = message;
      return `${pre ? "would you vote" : "vote"} for me in term ${term}? my log ends at ${lastIndex}@${lastTerm}`;
    }
    case "vote":
      return `${message.granted ? "yes" : "no"}${message.pre ? ", I would" : ""}, term ${message.term}`;
    case "append entries": {
      const { term, previousIndex, previousTerm, entries, commitIndex, round } = message;
      const what = entries.length === 0 ? "heartbeat" : `append ${entries.map(describeEntry).join(", ")}`;
      return `${what} after ${previousIndex}@${previousTerm}, term ${term}, committed ${commitIndex}, round ${round}`;
    }
    case "appended":
      return `same up to ${message.matchIndex}, term ${message.term}, round ${message.round}`;
    case "outdated":
      return `outdated, term ${message.term}`;
    case "rejected": {
      const { previousIndex, hintIndex, hintTerm, term, round } = message;
      return `differs at ${previousIndex}, perhaps not at ${hintIndex}@${hintTerm}, term ${term}, round ${round}`;
    }
  }
}
