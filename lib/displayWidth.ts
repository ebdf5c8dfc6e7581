import stringWidth from "string-width";

/** Printable ASCII and box drawing: one column each, which is nearly all text and much faster to see. */
const SINGLE_WIDTH = /^[\u0020-\u007e\u2500-\u257f]*$/;

/** The number of terminal columns that the text takes. Escape sequences take none, East Asian wide characters and emoji two. */
export const displayWidth = (text: string): number =>
  SINGLE_WIDTH.test(text) ? text.length : stringWidth(text);
