import express, { type Express } from "express";
import { Journal } from "./journal.js";

export interface Entry {
  /** What the client calls this request, however often it has to send it. */
  readonly key: string;
  readonly order: string;
  readonly amount: number;
}

export interface Ledger {
  readonly app: Express;
  readonly entries: readonly Entry[];
}

/** A service that writes something down once for each idempotency key. */
export async function openLedger(path: string): Promise<Ledger> {
  const journal = await Journal.open<Entry>("journal.jsonl");
  const known = new Map<string, Promise<void>>();
  for (const { key } of journal.entries) known.set(key, Promise.resolve());

  const app = express();
  app.use(express.json());
  app.post(path, async (request, response) => {
    const key = request.get("Idempotency-Key");
    const { order, amount } = request.body ?? {};
    if (key === undefined || typeof order !== "string" || typeof amount !== "number") {
      response.status(400).json({ error: "an order, an amount and an idempotency key are needed" });
      return;
    }
    // The same request may come again while it is being written down.
    const written = known.get(key) ?? journal.append({ key, order, amount });
    known.set(key, written);
    await written;
    response.status(201).json({ order });
  });
  return { app, entries: journal.entries };
}
