import express from "express";
import { connect } from "./backend.js";
import { serve } from "./serve.js";

const { STOCK_URL = "http://localhost:8081", PAYMENTS_URL = "http://localhost:8082" } = process.env;
const stock = connect(STOCK_URL);
const payments = connect(PAYMENTS_URL);

/** Takes orders: reserves the goods, then charges the customer. An order that is sent again is the same order. */
const app = express();
app.use(express.json());

app.put("/orders/:order", async (request, response) => {
  const { order } = request.params;
  const { amount } = request.body ?? {};
  if (typeof amount !== "number") {
    response.status(400).json({ error: "an amount is needed" });
    return;
  }
  try {
    await stock.post("/reservations", order, { order, amount });
    await payments.post("/charges", order, { order, amount });
    response.status(201).json({ order });
  } catch (error) {
    response
      .status(503)
      .set("Retry-After", "1")
      .json({ error: String(error) });
  }
});

serve(app);

export const breakers = () => ({ stock: stock.breaker, payments: payments.breaker });
