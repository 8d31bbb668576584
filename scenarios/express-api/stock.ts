import { openLedger } from "./ledger.js";
import { serve } from "./serve.js";

/** Reserves goods. */
const { app, entries } = await openLedger("/reservations");
export const ledger = () => ({ entries });
serve(app);
