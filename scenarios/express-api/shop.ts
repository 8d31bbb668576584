import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import CircuitBreaker from "opossum";

const { API_URL = "http://localhost:8080" } = process.env;

/** Orders that the api has accepted. */
const accepted: string[] = [];

async function place(order: string, amount: number): Promise<void> {
  const response = await fetch(`${API_URL}/orders/${order}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ amount }),
    signal: AbortSignal.timeout(1_500),
  });
  await response.arrayBuffer();
  if (response.status !== 201) throw new Error(`${order} was answered ${response.status}`);
}

const breaker = new CircuitBreaker(place, {
  timeout: false,
  resetTimeout: 500,
  volumeThreshold: 3,
  errorThresholdPercentage: 50,
  rollingCountTimeout: 1_000,
});

/** Places an order, and does not give it up: a customer waits for it. */
async function order(amount: number): Promise<void> {
  const id = randomUUID();
  for (;;) {
    try {
      await breaker.fire(id, amount);
      accepted.push(id);
      return;
    } catch {
      await sleep(200);
    }
  }
}

export const shop = () => ({ accepted, breaker: breaker.opened ? "open" : breaker.halfOpen ? "half-open" : "closed" });

for (let amount = 1; ; amount++) {
  await order(amount);
  await sleep(150);
}
