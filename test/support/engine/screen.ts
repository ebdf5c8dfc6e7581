import { displayWidth } from "../../../lib/displayWidth";

const GRAPHEMES = new Intl.Segmenter();

interface Line {
  cells: string[];
  /** The line was wider than the terminal and continues in the next one. */
  wrapped: boolean;
}

/** A terminal with the features that the display uses. Keeps lines that scroll away. */
export class Screen {
  private lines: Line[] = [{ cells: [], wrapped: false }];
  private row = 0;
  private column = 0;
  /** How many lines were wider than the screen. */
  wraps = 0;

  constructor(
    public columns: number,
    public rows: number,
  ) {}

  /** All lines, including those that scrolled away. */
  get text(): string[] {
    const text = this.lines.map(({ cells }) => cells.join("").trimEnd());
    while (text.at(-1) === "") text.pop();
    return text;
  }
  /** The visible lines. */
  get visible(): string[] {
    return this.lines.slice(this.top).map(({ cells }) => cells.join("").trimEnd());
  }

  write(text: string): void {
    for (const [token] of text.matchAll(/\u001b\[[0-9;]*[A-Za-z]|[\n\r]|[^\u001b\n\r]+/g)) {
      if (token.startsWith("\u001b[")) this.control(token);
      else if (token === "\n") this.newline(false);
      else if (token === "\r") this.column = 0;
      else for (const { segment } of GRAPHEMES.segment(token)) this.put(segment);
    }
  }

  /** Like a terminal, wraps lines that are now too wide and joins those that were wrapped. */
  resize(columns: number, rows: number): void {
    const joined: string[][] = [];
    let open = false;
    let cursor = 0;
    this.lines.forEach(({ cells, wrapped }, index) => {
      if (open) joined.at(-1)!.push(...cells);
      else joined.push([...cells]);
      open = wrapped;
      if (index === this.row) cursor = joined.length - 1;
    });
    this.lines = [];
    joined.forEach((cells, index) => {
      if (index === cursor) this.row = this.lines.length;
      for (let start = 0; start === 0 || start < cells.length; start += columns) {
        const part = cells.slice(start, start + columns);
        this.lines.push({ cells: part, wrapped: start + columns < cells.length });
      }
    });
    this.columns = columns;
    this.rows = rows;
  }

  private get top(): number {
    return Math.max(0, this.lines.length - this.rows);
  }

  private put(grapheme: string): void {
    const width = displayWidth(grapheme);
    if (width === 0) {
      const cells = this.lines[this.row]!.cells;
      cells[this.column - 1] = (cells[this.column - 1] ?? "") + grapheme;
      return;
    }
    if (this.column + width > this.columns) {
      this.wraps++;
      this.newline(true);
    }
    const { cells } = this.lines[this.row]!;
    while (cells.length < this.column) cells.push(" ");
    cells[this.column++] = grapheme;
    if (width === 2) cells[this.column++] = "";
  }

  private newline(wrapped: boolean): void {
    this.lines[this.row]!.wrapped = wrapped;
    this.row++;
    this.column = 0;
    if (this.row === this.lines.length) this.lines.push({ cells: [], wrapped: false });
  }

  private control(sequence: string): void {
    const kind = sequence.at(-1);
    const count = Number(sequence.slice(2, -1)) || 1;
    if (kind === "m") return;
    if (kind === "A") this.row = Math.max(this.top, this.row - count);
    else if (kind === "K")
      this.lines[this.row]!.cells.length = Math.min(this.lines[this.row]!.cells.length, this.column);
    else if (kind === "J") {
      this.lines[this.row]!.cells.length = Math.min(this.lines[this.row]!.cells.length, this.column);
      this.lines.length = this.row + 1;
    } else throw new Error(`unknown escape sequence ${JSON.stringify(sequence)}`);
  }
}
