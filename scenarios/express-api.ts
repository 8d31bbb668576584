/**
 * A shop, an api and two services behind it, real programs on express, axios, cockatiel and opossum. Services crash, are
 * cut off and become slow, the api is deployed; all that the api has accepted is charged all the same, and charged once.
 */
import { availability, because, http, program, scenario } from "faultline";
import type { Entry } from "./express-api/ledger.js";

type Breaker = "closed" | "open" | "half-open";

const ledger = (file: string) =>
  program<{ entries: readonly Entry[] }>(file, {
    env: { PORT: "80" },
    inspect: "ledger",
    summary: ({ entries = [] }) => [`${entries.length} entries`],
  });

const some = (orders: readonly string[]) => `${orders.slice(0, 4).join(", ")}${orders.length > 4 ? ", …" : ""}`;

export default scenario({
  title: "an api and its services",
  duration: "18s",
  rest: "6s",

  nodes: {
    api: program<{ stock: Breaker; payments: Breaker }>("./express-api/gateway.ts", {
      env: { PORT: "80", STOCK_URL: "http://stock", PAYMENTS_URL: "http://payments" },
      inspect: "breakers",
      summary: ({ stock, payments }) => [`stock ${stock}`, `payments ${payments}`],
    }),
    stock: ledger("./express-api/stock.ts"),
    payments: ledger("./express-api/payments.ts"),
    shop: program<{ accepted: readonly string[]; breaker: Breaker }>("./express-api/shop.ts", {
      env: { API_URL: "http://api" },
      inspect: "shop",
      summary: ({ accepted = [], breaker }) => [`${accepted.length} accepted`, `api ${breaker}`],
    }),
  },
  network: { latency: ["1ms", "5ms"], loss: 0.005 },
  machine: { boot: "100ms", disk: { sync: ["1ms", "4ms"] } },

  workload: {
    clients: 2,
    every: ["150ms", "450ms"],
    timeout: "2s",
    to: ["api"],
    request: (random, { unique }) => http.put(`/orders/${unique()}`, { amount: random.int(1, 99) }),
    http: {
      port: 80,
      read: ({ status, body }) => (status === 201 ? { outcome: "ok", result: body.order } : { outcome: "unknown" }),
    },
  },

  faults: [
    { every: "2s", for: "100ms", crash: "payments" },
    { at: "1500ms", for: "1s", crash: "stock" },
    { at: "7s", for: "1500ms", partition: "payments" },
    { at: "10s", for: "1500ms", delay: "stock", by: "300ms" },
    { at: "13s", for: "2s", stop: "api" },
    { at: "16s", for: "1s", loss: "all", by: 0.2 },
  ],

  sometimes: {
    "a breaker of the api opens": ({ node }) => node.api.state.payments === "open" || node.api.state.stock === "open",
    "the breaker of the shop opens": ({ node }) => node.shop.state.breaker === "open",
  },
  eventually: {
    "no order is charged twice": ({ node }) => {
      const orders = node.payments.state.entries.map(({ order }) => order);
      const twice = orders.filter((order, place) => orders.indexOf(order) !== place);
      return twice.length === 0 || because(`charged more than once: ${some(twice)}`, ["payments"]);
    },
    "every accepted order is reserved and charged": ({ history, node }) => {
      const told = history.filter(({ outcome }) => outcome === "ok").map(({ result }) => result);
      const accepted: readonly string[] = [...told, ...node.shop.state.accepted];
      for (const { name, state } of [node.stock, node.payments]) {
        const orders = new Set(state.entries.map(({ order }) => order));
        const missing = accepted.filter((order) => !orders.has(order));
        if (missing.length > 0) return because(`accepted, and unknown to ${name}: ${some(missing)}`, [name]);
      }
      return true;
    },
    "all breakers are closed again": ({ node }) => {
      const { stock, payments } = node.api.state;
      return stock === "closed" && payments === "closed" && node.shop.state.breaker === "closed";
    },
  },
  consistency: availability(0.5),
  recovers: {
    healthy: ({ nodes, node }) =>
      nodes.every(({ status }) => status === "up") &&
      node.api.state.stock === "closed" &&
      node.api.state.payments === "closed",
    within: "10s",
    settle: "500ms",
  },
});
