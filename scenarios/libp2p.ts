/**
 * Five real peers of js-libp2p, unmodified: a chat on gossipsub, and cards in a Kademlia table. The network falls in two,
 * then one of them loses power. Nothing is heard twice, everybody comes back as who it was, and in the end all hear all.
 */
import { because, lan, program, scenario, type Views } from "faultline";

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
type Node = Members["nodes"][number];

const names = ["ann", "bob", "cat", "dan", "eve"];

/** The members of the chat, as they would be started on real machines; `env` is how they are configured. */
export const chat = (env: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(
    names.map((name) => {
      const others = names.filter((other) => other !== name).map((other) => `${other}:4001`);
      return [name, program<Member>("./libp2p/node.ts", { args: ["4001", ...others], env, inspect: "state" })];
    }),
  );

/** One that is down, or has yet to start, shows nothing. */
const isUp = ({ state }: { readonly state: Partial<Member> }) => Boolean(state.peer);

/** The names of two between whom something does not hold, from one to the other; null if there are none. */
function unlike(nodes: readonly Node[], holds: (one: Member, other: Member) => boolean) {
  for (const one of nodes) {
    const other = nodes.find((node) => node !== one && !(isUp(one) && isUp(node) && holds(one.state, node.state)));
    if (other !== undefined) return [one.name, other.name] as const;
  }
  return null;
}

const isConnected = (one: Member, other: Member) => one.connected.has(other.peer);

/** The last second in which anybody has said anything. */
const latest = ({ nodes }: Members) => Math.max(...nodes.map(({ state }) => state.said?.at(-1) ?? 0));

export default scenario({
  title: "a chat of libp2p peers falls in two",
  duration: "18500ms",
  rest: "13s",

  nodes: chat(),
  network: lan({ latency: ["1ms", "5ms"], loss: 0.01, inOrder: true }),
  machine: { boot: "100ms" },

  faults: [
    { at: "4s", for: "7s", partition: { any: 2 } },
    { at: "16s", for: "2s", crash: { any: 1 } },
  ],

  always: {
    "nothing is heard twice": {
      watch: () => {
        const looked = new Map<string, Member>();
        return ({ nodes }: Members) => {
          for (const node of nodes) {
            const { name, state } = node;
            // A state is another object once its member has done something.
            if (looked.get(name) === state || !isUp(node)) continue;
            looked.set(name, state);
            for (const [sender, seconds] of Object.entries(state.heard)) {
              if (new Set(seconds).size === seconds.length) continue;
              const who = nodes.find((node) => node.state.peer === sender)?.name ?? sender;
              return because(`${name} has heard twice what ${who} has said once: ${seconds.join(", ")}`, [name]);
            }
          }
          return true;
        };
      },
    },
    "everybody comes back as who it was": {
      watch: () => {
        const known = new Map<string, string>();
        return ({ nodes }: Members) => {
          for (const node of nodes.filter(isUp)) {
            const { name, state } = node;
            const before = known.get(name) ?? state.peer;
            if (before !== state.peer) return because(`${name} was ${before}, and is ${state.peer}`, [name]);
            known.set(name, before);
          }
          return true;
        };
      },
    },
  },
  sometimes: {
    "two lose sight of each other while both are up": ({ nodes }: Members) =>
      nodes.every(isUp) && latest({ nodes, correct: nodes, nowUs: 0 }) > 0 && unlike(nodes, isConnected) !== null,
  },
  eventually: {
    "all are connected": ({ nodes }: Members) => {
      const apart = unlike(nodes, isConnected);
      return apart === null || because(`${apart[0]} is not connected to ${apart[1]}`, apart);
    },
    "all hear all": (world: Members) => {
      // What was said just now may be under way.
      const [from, to] = [latest(world) - 5, latest(world) - 2];
      const deaf = unlike(world.nodes, (one, other) => {
        const said = other.said.filter((second) => second >= from && second <= to);
        return said.length > 1 && said.every((second) => one.heard[other.peer]?.includes(second));
      });
      return deaf === null || because(`${deaf[0]} has not heard what ${deaf[1]} said in the last seconds`, deaf);
    },
    "cards are found": (world: Members) => {
      // Everybody has looked for everybody's card since then.
      const before = latest(world) - 12;
      const lost = unlike(world.nodes, (one, other) => {
        const put = other.put.filter((second) => second <= before).at(-1) ?? 0;
        return other.put.length > 0 && (one.found[other.peer] ?? 0) >= put;
      });
      return lost === null || because(`${lost[0]} has not found the card that ${lost[1]} has put into the table`, lost);
    },
  },
  recovers: {
    healthy: ({ nodes }: Members) =>
      unlike(nodes, isConnected) === null && nodes.every(({ state }) => state.mesh.size >= 2),
    within: "15s",
    settle: "1500ms",
  },
});
