import { Seed } from "../../../src/kernel/random.js";
import { predicateOf } from "../../../src/node/property.js";
import type { Views } from "../../../src/node/view.js";
import { Raft, type Write } from "../../../src/protocols/raft/core.js";
import type { RaftFlaw } from "../../../src/protocols/raft/flaws.js";
import type { RaftMessage } from "../../../src/protocols/raft/message.js";
import type { RaftConfig } from "../../../src/protocols/raft/options.js";
import { raftSafety } from "../../../src/protocols/raft/properties.js";
import { type Entry, newState, type OwnState, type RaftState } from "../../../src/protocols/raft/state.js";

/** A violated property, or null, and how much happened: a walk that never commits anything proves nothing. */
export interface WalkReport {
  readonly violated: string | null;
  readonly because: string;
  /** Whether all came to agree on everything when nothing went wrong any more. */
  readonly settled: boolean;
  readonly steps: number;
  readonly proposals: number;
  readonly elections: number;
  readonly commits: number;
  readonly reads: number;
  readonly crashes: number;
}

interface Read {
  /** What was committed anywhere when the read arrived. */
  readonly floor: number;
}

interface Server {
  readonly name: string;
  raft: Raft<Read>;
  state: OwnState;
  status: "up" | "crashed";
  /** What would survive a crash, and what is on its way there. */
  term: number;
  votedFor: string | null;
  log: Entry[];
  writes: Write[];
}

interface Packet {
  readonly from: Server;
  readonly to: Server;
  readonly message: RaftMessage;
}

/**
 * A random walk through what can happen to a small cluster of bare step machines: messages are late, lost, doubled and
 * out of order, servers crash and lose what was not synced, links are cut. Faults are aimed at the leader more often
 * than not, and the sizes that decide whether a mistake can show are drawn anew for each walk.
 */
export function walk(seed: string, { steps, flaw = null }: { steps: number; flaw?: RaftFlaw | null }): WalkReport {
  const random = new Seed(seed).stream("walk");
  const names = ["ann", "bob", "cat", "dan", "eve"].slice(0, random.pick([3, 3, 5]));
  const config: RaftConfig = {
    electionTimeoutUs: [150, 300],
    heartbeatUs: 50,
    preVote: random.chance(0.3),
    checkQuorum: random.chance(0.3),
    maxBatch: random.pick([1, 1, 2, 64]),
    flaw,
  };
  // How often messages are lost, how far they overtake, how slow disks are, how impatient servers are, how often one
  // that has voted crashes and is back at once, and how often anything else goes wrong.
  let lossy = random.pick([0, 0.05, 0.2]);
  const jumpy = random.pick([1, 4, 1000]);
  const slowDisks = random.pick([0.02, 0.1, 0.4]);
  const impatient = random.pick([0, 0.01, 0.05]);
  const blinking = random.pick([0, 0, 0.2]);
  const troubled = random.pick([0.003, 0.01, 0.05]);

  let nowUs = 0;
  let packets: Packet[] = [];
  let cut: (from: Server, to: Server) => boolean = () => false;
  /** One whose disk hangs. */
  let stuck: Server | null = null;
  /** What was ever committed. */
  let floor = 0;
  const counts = { proposals: 0, elections: 0, reads: 0, crashes: 0 };
  let staleRead: string | null = null;

  const servers = names.map((name): Server => {
    const state = newState();
    const raft = new Raft<Read>(state, { name, nodes: names, config, random: random.fork(name), nowUs });
    return { name, raft, state, status: "up", term: 0, votedFor: null, log: [], writes: [] };
  });
  const serverOf = (name: string) => servers[names.indexOf(name)];

  let correct: Views<RaftState>["correct"] | null = null;
  const views: Views<RaftState> = {
    nodes: servers.map((server) => ({
      name: server.name,
      get state() {
        return server.state;
      },
      get status() {
        return server.status;
      },
      reason: null,
      byzantine: false,
    })),
    get correct() {
      correct ??= this.nodes.filter(({ status }) => status === "up");
      return correct;
    },
    get nowUs() {
      return nowUs;
    },
  };
  const properties = Object.entries(raftSafety).map(([name, property]) => [name, predicateOf(property)] as const);

  const carryOut = (server: Server) => {
    const { write, messages, reads } = server.raft.ready();
    if (write !== null) server.writes.push(write);
    for (const { to, message } of messages) packets.push({ from: server, to: serverOf(to), message });
    for (const read of reads) {
      counts.reads++;
      if (server.state.lastApplied < read.floor) {
        staleRead = `${server.name} read up to ${server.state.lastApplied} when ${read.floor} was committed`;
      }
    }
    floor = Math.max(floor, server.state.commitIndex);
  };
  const make = (server: Server) => (action: () => void) => {
    if (server.status === "crashed") return;
    const { role } = server.state;
    action();
    if (role !== "leader" && server.state.role === "leader") counts.elections++;
    carryOut(server);
  };
  const put = (server: Server) => {
    const { number, hardState, truncateTo, entries } = server.writes.shift() as Write;
    if (hardState !== null) Object.assign(server, hardState);
    if (truncateTo !== null) server.log.length = truncateTo;
    server.log.push(...entries);
    return number;
  };

  const deliver = () => {
    const at = random.int(0, Math.min(packets.length, jumpy) - 1);
    const [{ from, to, message }] = packets.splice(at, 1);
    if (cut(from, to) || random.chance(lossy)) return;
    if (random.chance(0.05)) packets.push({ from, to, message });
    make(to)(() => to.raft.step(message, from.name, nowUs));
  };
  const syncing = () => servers.filter((server) => server.writes.length > 0 && server !== stuck);
  const sync = () => {
    const server = random.pick(syncing());
    make(server)(() => server.raft.persisted(put(server), nowUs));
  };
  const tick = (server: Server) => {
    nowUs = Math.max(nowUs, server.raft.deadlineUs);
    make(server)(() => server.raft.tick(nowUs));
  };
  const tickNext = () => {
    const [next] = [...servers].sort((a, b) => a.raft.deadlineUs - b.raft.deadlineUs);
    tick(random.chance(0.7) ? next : random.pick(servers));
  };
  const leaders = () => servers.filter(({ state, status }) => status === "up" && state.role === "leader");
  const ask = () => {
    const [server] = random.sample(leaders(), 1);
    if (server === undefined) return;
    if (random.chance(0.6)) make(server)(() => server.raft.propose(`command ${counts.proposals++}`));
    else make(server)(() => server.raft.readIndex({ floor }, nowUs));
  };
  const crash = (server: Server) => {
    if (server.status === "crashed") return;
    counts.crashes++;
    server.status = "crashed";
    correct = null;
    // Some of what was not synced may have reached the disk all the same.
    for (let kept = random.int(0, server.writes.length); kept > 0; kept--) put(server);
    server.writes = [];
    server.state = newState();
  };
  const restart = (server: Server) => {
    if (server.status === "up") return;
    const { name, term, votedFor, log } = server;
    server.status = "up";
    correct = null;
    const durable = { term, votedFor, log };
    server.raft = new Raft(server.state, { name, nodes: names, config, random: random.fork(name), nowUs, durable });
  };
  const blink = (server: Server) => {
    crash(server);
    restart(server);
  };
  /** Those whose vote for another is durable, in an election that they have not seen the end of. */
  const voters = () =>
    servers.filter(({ state: { votedFor, leader }, name, writes }) => {
      return votedFor !== null && votedFor !== name && leader === null && writes.length === 0;
    });
  const someone = () => random.pick(random.chance(0.7) && leaders().length > 0 ? leaders() : servers);
  const troubles = {
    crash: () => crash(someone()),
    restart: () => servers.forEach(restart),
    // Two run out of patience at once.
    contest: () => random.sample(servers, 2).forEach(tick),
    blink: () => blink(stuck ?? random.pick(servers)),
    stick: () => {
      stuck = someone();
    },
    lose: () => {
      packets = packets.filter(() => random.chance(0.5));
    },
    cutOff: () => {
      // The leader alone, or with one other; or any split.
      const side = [someone(), ...random.sample(servers, random.int(0, 1))];
      const oneWay = random.chance(0.2);
      cut = (from, to) => side.includes(from) !== side.includes(to) && (!oneWay || side.includes(from));
    },
    heal: () => {
      cut = () => false;
      stuck = null;
    },
  };
  // Which troubles there are at all, and how many of each, is drawn too.
  const bag = Object.entries(troubles).flatMap(([, action]) => Array(random.pick([0, 1, 1, 4])).fill(action));
  if (blinking > 0) bag.push(...Array(8).fill(troubles.contest));
  const trouble = () => random.pick([...bag, troubles.restart, troubles.heal])();

  const happenSomething = () => {
    const choice = random.fraction();
    if (choice < troubled) trouble();
    else if (blinking > 0 && voters().length > 0 && random.chance(blinking)) blink(random.pick(voters()));
    else if (choice < troubled + impatient) tickNext();
    else if (choice < troubled + impatient + 0.05) ask();
    else if (syncing().length > 0 && random.chance(slowDisks)) sync();
    else if (packets.length > 0) deliver();
    else if (syncing().length > 0) sync();
    else tickNext();
  };
  const beCalm = () => {
    lossy = 0;
    troubles.heal();
    troubles.restart();
  };
  /** Nothing goes wrong any more; true when all have all that their leader has. */
  const calmDown = () => {
    if (syncing().length > 0) sync();
    else if (packets.length > 0) deliver();
    else tickNext();
    const [leader] = leaders();
    const { length = 0 } = leader?.state.log ?? [];
    return length > 0 && servers.every(({ state }) => state.term === leader.state.term && state.lastApplied === length);
  };

  let step = 0;
  let settled = false;
  const report = (violated: string | null, because = ""): WalkReport => {
    return { violated, because, settled, steps: step, ...counts, commits: floor };
  };
  for (; step < steps + maxCalmSteps && !settled; step++) {
    nowUs += random.int(0, 1);
    if (step === steps) beCalm();
    if (step < steps) happenSomething();
    else settled = calmDown();
    if (staleRead !== null) return report("reads see what was committed", staleRead);
    for (const [name, predicate] of properties) {
      const finding = predicate(views);
      if (finding !== true) return report(name, typeof finding === "object" ? finding.because : "");
    }
  }
  return report(null);
}

const maxCalmSteps = 5_000;
