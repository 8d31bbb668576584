/**
 * Five real peers of js-libp2p, unmodified: a chat on gossipsub, and cards in a Kademlia table. The network falls in two,
 * and later one of them crashes. Nothing is heard twice, everybody comes back as who it was, and in the end all hear all.
 */
import { because, lan, program, type Views, scenario } from "faultline";

/** What a member shows of itself: peers by their ids, times in seconds. */
interface Member {
  readonly peer: string;
  readonly connected: ReadonlySet<string>;
  readonly mesh: ReadonlySet<string>;
  readonly said: readonly number[];
  readonly heard: Readonly<Record<string, readonly number[]>>;
  readonly put: readonly number[];
  readonly found: Readonly<Record<string, number>>;
}

type Members = Views<Member>;

const names = ["ann", "bob", "cat", "dan", "eve"];

/** Members of the chat, on real machines or here: `env` is how they are configured. */
export const chat = (env: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(
    names.map((name) => {
      const others = names.filter((other) => other !== name).map((other) => `${other}:4001`);
      return [name, program<Member>("./libp2p/node.ts", { args: ["4001", ...others], env, inspect: "state" })];
    }),
  );

/** Each with each other, as long as there is something that does not hold between two of them. */
const between = (nodes: Members["nodes"], holds: (one: Member, other: Member) => boolean) => {
  for (const one of nodes) {
    const other = nodes.find((node) => node !== one && !holds(one.state, node.state));
    if (other !== undefined) return [one.name, other.name] as const;
  }
  return null;
};

const isUp = ({ state }: { state: Partial<Member> }) => Boolean(state.peer);

const whole = ({ nodes }: Members) =>
  nodes.every((node) => isUp(node) && node.state.mesh.size >= 2) &&
  between(nodes, (one, other) => one.connected.has(other.peer)) === null;

/** The last second in which anybody has said anything. */
const latest = ({ nodes }: Members) => Math.max(...nodes.map(({ state }) => state.said.at(-1) ?? 0));

export default scenario({
  title: "a chat of libp2p peers falls in two",
  duration: "19s",
  rest: "13s",

  nodes: chat(),
  network: lan({ latency: ["1ms", "5ms"], loss: 0.01, inOrder: true }),
  machine: { boot: "100ms" },

  faults: [
    { at: "5s", for: "8s", partition: { any: 2 } },
    { at: "16s", for: "2s", crash: { any: 1 } },
  ],

  always: {
    "nothing is heard twice": ({ nodes }: Members) => {
      for (const { name, state } of nodes.filter(isUp)) {
        for (const [sender, seconds] of Object.entries(state.heard)) {
          if (new Set(seconds).size < seconds.length) return because(`${name} has heard ${sender} say ${seconds} `, [name]);
        }
      }
      return true;
    },
    "everybody comes back as who it was": {
      watch: () => {
        const known = new Map<string, string>();
        return ({ nodes }: Members) => {
          for (const { name, state } of nodes.filter(isUp)) {
            const before = known.get(name) ?? state.peer;
            if (before !== state.peer) return because(`${name} was ${before}, and is ${state.peer}`, [name]);
            known.set(name, state.peer);
          }
          return true;
        };
      },
    },
  },
  sometimes: {
    "a side believes that it is alone": ({ nodes }: Members) => nodes.every(isUp) && nodes.some(({ state }) => state.connected.size <= 2 && state.connected.size > 0 && state.said.length > 6),
  },
  eventually: {
    "all are connected": ({ nodes }: Members) => {
      const apart = between(nodes, (one, other) => one.connected.has(other.peer));
      return apart === null || because(`${apart.join(" and ")} are not connected`, apart);
    },
    "all hear all": (world: Members) => {
      // What was said just now may be under way.
      const [from, to] = [latest(world) - 8, latest(world) - 2];
      const deaf = between(world.nodes, (one, other) => {
        const said = other.said.filter((second) => second >= from && second <= to);
        return said.length > 3 && said.every((second) => one.heard[other.peer]?.includes(second));
      });
      return deaf === null || because(`${deaf[0]} has not heard all that ${deaf[1]} said in the last seconds`, deaf);
    },
    "cards are found": (world: Members) => {
      const before = latest(world) - 12;
      const lost = between(world.nodes, (one, other) => {
        const put = other.put.filter((second) => second <= before).at(-1);
        return other.put.length > 0 && (put === undefined || (one.found[other.peer] ?? 0) >= put);
      });
      return lost === null || because(`${lost[0]} has not found the card that ${lost[1]} put into the table`, lost);
    },
  },
  recovers: { healthy: whole, within: "15s", settle: "2s" },
});
