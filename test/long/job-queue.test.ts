import { endure } from "./endure.js";

endure("job-queue");
