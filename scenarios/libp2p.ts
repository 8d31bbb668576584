/**
 * Real peers of js-libp2p, each as it would run on a machine: a chat on gossipsub, cards in a Kademlia table. The network
 * falls in two, later one of them crashes. Nothing is heard twice, and when all is quiet everybody hears everybody.
 */
import { because, lan, program, scenario } from "faultline";

const names = ["ann", "bob", "cat", "dan", "eve"];

interface Member {
  readonly peer: string;
  readonly connected: ReadonlySet<string>;
  readonly mesh: ReadonlySet<string>;
  readonly said: readonly number[];
  readonly heard: Readonly<Record<string, readonly number[]>>;
  readonly put: readonly number[];
  readonly found: Readonly<Record<string, number>>;
}

const member = (name: string) => {
  const others = names.filter((other) => other !== name).map((other) => `${other}:4001`);
  return program<Member>("./libp2p/node.ts", { args: ["4001", ...others], inspect: "state" });
};

export default scenario({
  title: "libp2p",
  duration: "25s",
  rest: "15s",
  nodes: Object.fromEntries(names.map((name) => [name, member(name)])),
  network: lan({ latency: ["1ms", "10ms"], loss: 0.01 }),
  faults: [
    { at: "6s", for: "10s", partition: { any: 2 } },
    { at: "20s", for: "3s", crash: { any: 1 } },
  ],
  eventually: {
    "x": ({ nodes }) => because(nodes.map((n) => `${n.name} ${JSON.stringify(n.state, (_k, v) => v instanceof Set ? [...v] : v)}`).join("\n")),
  },
});
