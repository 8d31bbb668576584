import { endure } from "./endure.js";

endure("lossy-disk");
