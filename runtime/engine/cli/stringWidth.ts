import { stripVTControlCharacters } from "node:util";

/** How many characters of a terminal a text takes, colour codes left out. */
export default function stringWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
