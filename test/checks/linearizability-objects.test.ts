import { objectLaws } from "./object-laws.js";

objectLaws(150);
