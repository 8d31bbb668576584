/**
 * Programs of all three kinds in one cluster. The shop and its customers are real ones; the payment service is simulated by
 * an async function that speaks http with the one and asks the other, a ledger, which is a protocol. Links lose packets and
 * the service crashes, so that the shop asks again: still nobody pays twice.
 */
import { because, lan, program, protocol, replicas, scenario } from "faultline";

interface Ledger {
  readonly keys: string[];
  /** How often each order was charged. */
  readonly charges: Record<string, number>;
  /** How often it was asked for what it had done already. */
  again: number;
}

const ledger = protocol<{ state: Ledger; request: { key: string; order: string }; result: "charged" }>({
  state: () => ({ keys: [], charges: {}, again: 0 }),
  serve(cx, { key, order }, ticket) {
    const { keys, charges } = cx.state;
    if (keys.includes(key)) cx.state.again++;
    else {
      keys.push(key);
      charges[order] = (charges[order] ?? 0) + 1;
    }
    cx.answer(ticket, "charged");
  },
});

/** Unless it minds keys, it takes each request for another charge. */
export const payments = ({ mindsKeys }: { readonly mindsKeys: boolean }) =>
  program(async (cx) => {
    await cx.serveHttp(80, async ({ headers, body }) => {
      const order = String((body as { id: string }).id);
      const key = mindsKeys ? headers["idempotency-key"] : `${order}, ${cx.nowUs}`;
      const outcome = await cx.request("ledger", { key, order }, { timeout: "50ms" });
      return outcome.kind === "ok" ? { status: 201, body: { charged: true } } : { status: 503 };
    });
  });

const customer = program<{ paid: string[]; unknown: string[] }>("./payments/customer.ts", { inspect: "orders" });

export default scenario({
  title: "a shop whose payment service is simulated",
  duration: "1s",
  rest: "500ms",

  nodes: {
    shop: program("./payments/shop.ts"),
    payments: payments({ mindsKeys: true }),
    ledger,
    ...replicas(["ann", "bob"], customer),
  },
  network: lan({ latency: ["1ms", "8ms"], loss: 0.02 }),

  faults: [
    { at: "150ms", for: "150ms", partition: { from: "payments", to: "shop" } },
    { at: "400ms", for: "100ms", crash: "payments" },
    { at: "650ms", for: "150ms", partition: "ledger" },
  ],

  always: {
    "no order is charged twice": ({ node }) => {
      const { charges } = node.ledger.state;
      const twice = Object.keys(charges).filter((order) => charges[order] > 1);
      return twice.length === 0 || because(`${twice.join(", ")} was charged twice`, ["ledger"]);
    },
  },
  sometimes: {
    "customers pay": ({ node }) => [node.ann, node.bob].every(({ state }) => (state.paid ?? []).length > 0),
    "the shop asks again for what was charged": ({ node }) => node.ledger.state.again > 0,
  },
  eventually: {
    "what customers paid for was charged": ({ node }) =>
      [node.ann, node.bob].every(({ state }) => state.paid.every((order) => node.ledger.state.charges[order] === 1)),
  },
});
