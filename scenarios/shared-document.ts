/**
 * A text that several people write to at once: replicas of a Yjs document, real programs that keep in step over
 * WebSockets. They are cut off, crash and come back; in the end all show the same text, with every word in it.
 */
import { because, http, program, scenario } from "faultline";

interface Page {
  readonly text: string;
  readonly inSync: readonly string[];
}

const names = ["ann", "bob", "cat"] as const;

const replica = (name: string) =>
  program<Page>("./shared-document/replica.ts", {
    env: { NAME: name, PORT: "80", PEERS: names.filter((peer) => peer !== name).join(",") },
    inspect: "page",
    summary: ({ text = "", inSync = [] }) => [
      `${text.split(" ").length - 1} words`,
      `in sync with ${inSync.join(" ") || "nobody"}`,
    ],
  });

export default scenario({
  title: "a shared document",
  duration: "20s",
  rest: "8s",

  nodes: { ann: replica("ann"), bob: replica("bob"), cat: replica("cat") },
  network: { latency: ["1ms", "10ms"], loss: 0.01 },
  machine: { boot: "100ms", disk: { sync: ["1ms", "4ms"] } },

  workload: {
    clients: 3,
    every: "200ms",
    timeout: "1s",
    request: (_random, { unique }) => http.post("/", `word${unique()}`),
    http: {
      port: 80,
      read: ({ status }) => (status === 201 ? { outcome: "ok", result: null } : { outcome: "unknown" }),
    },
  },

  faults: [
    { every: "5s", for: "200ms", crash: { any: 1 } },
    { at: "4s", for: "3s", partition: "ann" },
    { at: "6s", for: "500ms", crash: "ann" },
    { at: "10s", for: "2s", crash: "bob" },
    { at: "14s", for: "2s", partition: { from: "cat", to: "ann" } },
    { at: "17s", for: "500ms", stop: "cat" },
    { at: "18s", for: "1s", loss: "all", by: 0.3 },
  ],

  sometimes: {
    "replicas differ": ({ nodes: [ann, ...others] }) => others.some(({ state }) => state.text !== ann.state.text),
  },
  eventually: {
    "all show the same text": ({ nodes }) => {
      const [first, ...others] = nodes.map(({ state }) => state.text);
      const unlike = nodes.slice(1).filter((_, place) => others[place] !== first);
      return unlike.length === 0 || because(`${unlike.map(({ name }) => name).join(", ")} shows another text than ann`);
    },
    "every acknowledged word is there once": ({ history, nodes }) => {
      const words = history.filter(({ outcome }) => outcome === "ok").map(({ request }) => request.body);
      const wrong = nodes.flatMap(({ name, state }) => {
        const shown = state.text.split(" ");
        const found = words.filter(
          (word) => shown.indexOf(word) < 0 || shown.indexOf(word) !== shown.lastIndexOf(word),
        );
        return found.map((word) => `${word} at ${name}`);
      });
      return wrong.length === 0 || because(`lost or doubled: ${wrong.slice(0, 5).join(", ")}`);
    },
  },
  recovers: {
    healthy: ({ nodes }) => nodes.every(({ status, state }) => status === "up" && state.inSync?.length === 2),
    within: "8s",
    settle: "500ms",
  },
});
