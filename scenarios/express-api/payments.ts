import { openLedger } from "./ledger.js";
import { serve } from "./serve.js";

/** Charges customers. */
const { app, entries } = await openLedger("/charges");
export const ledger = () => ({ entries });
serve(app);
