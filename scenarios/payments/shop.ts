import { createServer } from "node:http";
import { json } from "node:stream/consumers";

/*
 * A shop, as an ordinary program: an order is paid at the payment service, which may be slow or out of reach, so that it is
 * asked again. That it knows the order by its key keeps it from charging twice.
 */

interface Order {
  readonly id: string;
  readonly amount: number;
}

const server = createServer(async (request, response) => {
  const order = (await json(request)) as Order;
  response.writeHead((await charge(order)) ? 201 : 502).end();
});
server.listen(80);

async function charge(order: Order): Promise<boolean> {
  for (let attempt = 1; attempt <= 4; attempt++) {
    try {
      const answer = await fetch("http://payments/charges", {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": order.id },
        body: JSON.stringify(order),
        signal: AbortSignal.timeout(60),
      });
      if (answer.ok) return true;
    } catch {
      // Nobody knows whether it was charged.
    }
  }
  return false;
}
