import { processOrderLaws } from "../checks/process-order-laws.js";

processOrderLaws(2_000);
