import { endure } from "./endure.js";

endure("asymmetric");
