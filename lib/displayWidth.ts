import stringWidth from "string-width";

/** Printable ASCII and box drawing, one column each: most text, which needs no slow lookup. */
const SINGLE_WIDTH = /^[\u0020-\u007e\u2500-\u257f]*$/;

/** The terminal columns of a text: 0 for escape sequences, 2 for East Asian wide characters and emoji. */
export const displayWidth = (text: string): number =>
  SINGLE_WIDTH.test(text) ? text.length : stringWidth(text);
