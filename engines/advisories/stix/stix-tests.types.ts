/** How a test tells what it found: the number of its section in STIX 2.1, the place, and a sentence. */
export type Tell = (section: string, path: string, message: string, as?: "warning" | "info") => void;
