import { endure } from "./endure.js";

endure("payments");
