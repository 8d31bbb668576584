import { keyValue, linearizable, program, scenario } from "faultline";

/** A key-value store behind a line protocol, and a relay in front of it, under loss, crashes and partitions. */
export const lineStore = (mistake?: string) =>
  scenario({
    title: "a store over a socket",
    duration: "10s",
    rest: "1s",
    nodes: {
      store: program("../runtime/programs/net/line-store.mjs", {
        env: mistake === undefined ? {} : { MISTAKE: mistake },
      }),
      relay: program("../runtime/programs/net/relay.mjs", { args: ["store"] }),
    },
    network: { latency: ["1ms", "5ms"], loss: 0.01 },
    machine: { boot: "50ms", disk: { sync: ["5ms", "15ms"] } },
    workload: {
      clients: 3,
      every: "30ms",
      timeout: "500ms",
      request: (random, { unique }) => {
        const key = random.pick(["x", "y"]);
        return random.chance(0.5) ? keyValue.get(key) : keyValue.put(key, unique());
      },
      socket: {
        port: 7000,
        // Who writes reads back what was written: two commands in one message.
        send: ({ kind, key, value }) => (kind === "put" ? `SET ${key} ${value}\nGET ${key}\n` : `GET ${key}\n`),
        read: ({ text }, { kind }) => {
          const lines = text.split("\n");
          if (lines.length <= (kind === "put" ? 2 : 1)) return undefined;
          return { outcome: "ok", result: lines[0] === "NONE" ? null : Number(lines[0]) };
        },
      },
    },
    faults: [
      { every: "900ms", for: "100ms", crash: "store" },
      { at: "3s", for: "1s", partition: "store" },
      { at: "7s", for: "300ms", crash: "relay" },
      { at: "8500ms", for: "500ms", stop: "store" },
    ],
    consistency: linearizable(keyValue),
  });
