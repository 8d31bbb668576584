/**
 * A real program, unmodified: a key-value store with a write-ahead log, whose machine loses power again and again, in the
 * midst of writes, syncs and renames. What it has acknowledged is there afterwards, each time, and it serves again at once.
 */
import { because, keyValue, lan, linearizable, mix, program, type Socket, scenario } from "faultline";

type Request = ReturnType<typeof keyValue.get>;

/** What the gate was told of a key: the last value that was acknowledged, and what it never heard of again. */
interface Told {
  value: string | null;
  atUs: number;
  readonly unheard: string[];
}

/** Speaks for the clients: their requests go to the store as lines of JSON over a connection, and its lines back to them. */
const gate = program<Record<string, Told>, Request>(async (cx) => {
  const open = new Map<number, { readonly body: Request; answer(value: unknown): void }>();
  let line: Socket | null = null;
  let last = 0;

  /** What was asked before it broke may be done or not: nobody is answered. */
  const listen = async (to: Socket) => {
    try {
      for await (const text of to.lines()) {
        const { id, result } = JSON.parse(text);
        const request = open.get(id);
        open.delete(id);
        if (request?.body.kind === "put") acknowledge(request.body.key, String(request.body.value));
        request?.answer(result);
      }
    } catch {}
    if (line === to) line = null;
  };
  const acknowledge = (key: string, value: string) => {
    const unheard = cx.state[key].unheard.filter((other) => other !== value);
    cx.state[key] = { value, atUs: cx.nowUs, unheard };
  };
  const dropUnlessAnswered = async (id: number, to: Socket) => {
    await cx.sleep("30ms");
    if (open.delete(id)) to.reset();
  };

  for await (const incoming of cx.inbox) {
    if (incoming.kind !== "request") continue;
    const { body } = incoming;
    try {
      if (line === null) {
        line = await cx.connect("store", 7000, { timeout: "10ms" });
        void listen(line);
      }
    } catch {
      incoming.refuse("the store is out of reach");
      continue;
    }
    const to = line;
    if (body.kind === "put") {
      cx.state[body.key] ??= { value: null, atUs: 0, unheard: [] };
      cx.state[body.key].unheard.push(String(body.value));
    }
    open.set(++last, incoming);
    to.write(`${JSON.stringify({ id: last, ...body })}\n`).catch(() => {});
    void dropUnlessAnswered(last, to);
  }
});

const store = program<{ isOpen: boolean; entries: Record<string, string> }>("./write-ahead-log/store.ts", {
  inspect: "state",
  summary: ({ isOpen, entries }) => (isOpen ? [`${Object.keys(entries).length} keys`] : ["opening"]),
});

export default scenario({
  title: "a write-ahead log loses power",
  duration: "400ms",
  rest: "150ms",

  nodes: { store, gate },
  network: lan({ latency: ["200us", "1ms"] }),
  machine: { boot: "2ms", disk: { sync: ["500us", "3ms"] } },

  workload: {
    clients: 3,
    every: "6ms",
    timeout: "100ms",
    to: ["gate"],
    request: mix([
      [2, (random, { unique }) => keyValue.put(random.pick(["a", "b", "c"]), `value ${unique()}`)],
      [1, (random) => keyValue.get(random.pick(["a", "b", "c"]))],
    ]),
  },

  faults: [
    { at: "12ms", for: "5ms", crash: "store" },
    { every: "90ms", for: "10ms", crash: "store", by: "torn" },
    { at: "220ms", for: "1ms", stop: "store" },
    { at: "230ms", for: "10ms", crash: "store" },
  ],

  consistency: linearizable(keyValue),
  always: {
    "every acknowledged write survives": ({ node }) => {
      const { isOpen, entries } = node.store.state;
      if (!isOpen) return true;
      for (const [key, { value, atUs, unheard }] of Object.entries(node.gate.state)) {
        const found = entries[key] ?? null;
        if (value === null || found === value || unheard.includes(String(found))) continue;
        const when = `${(atUs / 1_000_000).toFixed(3)} s`;
        return because(`put ${key} = ${value} was acknowledged at ${when}, and the store has ${found}`, ["store"]);
      }
      return true;
    },
  },
  sometimes: {
    "it is down with a write under way": ({ node }) =>
      node.store.status === "crashed" && Object.values(node.gate.state).some(({ unheard }) => unheard.length > 0),
  },
  recovers: {
    healthy: ({ node }) => node.store.status === "up" && node.store.state.isOpen,
    within: "100ms",
    settle: "1ms",
  },
});
