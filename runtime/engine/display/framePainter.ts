import { displayWidth } from "../../../lib/displayWidth";

/** Repaints lines at the bottom of a terminal and writes only the lines that changed. */
export class FramePainter {
  private lines: string[] = [];
  private columns = 0;

  constructor(private readonly write: (text: string) => void) {}

  /**
   * Replaces the previous frame.
   * @param lines must be narrower than the terminal
   */
  paint(lines: string[], columns: number, rows: number): void {
    const resized = this.columns !== 0 && this.columns !== columns;
    const text = resized ? this.repaint(lines, columns, rows) : this.update(lines);
    this.lines = lines;
    this.columns = columns;
    if (text !== "") this.write(text);
  }

  /** Writes only the changed lines; the cursor ends below the last line. */
  private update(lines: string[]): string {
    const first = lines.findIndex((line, index) => line !== this.lines[index]);
    const from = first === -1 ? lines.length : first;
    if (from === lines.length && lines.length === this.lines.length) return "";
    const kept = this.lines.length;
    let text = up(kept - Math.min(from, kept));
    for (let index = from; index < lines.length; index++) {
      const same = index < kept && lines[index] === this.lines[index];
      text += same ? "\n" : `\r${lines[index]}\u001b[K\n`;
    }
    return kept > lines.length ? `${text}\u001b[J` : text;
  }

  /** After a change of width the terminal may have wrapped the old lines, which then occupy more rows. */
  private repaint(lines: string[], columns: number, rows: number): string {
    const wrapped = this.lines.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / Math.max(1, columns))),
      0,
    );
    return `${up(Math.min(wrapped, Math.max(0, rows - 1)))}\r\u001b[J${lines.map((line) => `${line}\n`).join("")}`;
  }
}

const up = (lines: number): string => (lines > 0 ? `\u001b[${lines}A` : "");
