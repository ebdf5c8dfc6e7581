/**
 * Indents the continuation lines of quoted scalars and flow collections. YAML 1.2 requires it, go-yaml 2 does not: the
 * closing quote or bracket often is in the column of its key. The white space that it changes has no meaning.
 */
export function indentFlowLines(text: string): string {
  return new FlowIndenter(text).run();
}

class FlowIndenter {
  private readonly pieces: string[] = [];
  private copied = 0;
  private position = 0;

  constructor(private readonly text: string) {}

  run(): string {
    while (this.position < this.text.length) this.line();
    return this.pieces.join("") + this.text.slice(this.copied);
  }

  /** Reads one line in block context, with the flow collections and scalars that start in it. */
  private line(): void {
    const { text } = this;
    const start = this.position;
    let parent = -1;
    while (this.position < text.length && !this.atBreak()) {
      const char = text[this.position]!;
      const column = this.position - start;
      if (char === "\t" && /[^ \t]/.test(text.slice(start, this.position))) this.replace(1, " ");
      else if (isBlank(char)) this.position++;
      else if (char === "#" && (column === 0 || isBlank(text[this.position - 1]!))) this.toLineEnd();
      else if ("-?:".includes(char) && this.separatedAt(this.position + 1)) {
        if (char !== ":") parent = column;
        this.position++;
      } else if ("&!*".includes(char)) this.toBlank();
      else if (char === '"' || char === "'") {
        this.quoted(column + 1);
        parent = column;
      } else if (char === "[" || char === "{") this.flow(column + 1);
      else if (
        /^[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\r?(?:\n|$)/.test(text.slice(this.position, this.position + 200))
      ) {
        this.blockScalar(parent);
        return;
      } else {
        parent = column;
        this.plain();
      }
    }
    this.position++;
  }

  private blockScalar(parent: number): void {
    this.toLineEnd();
    this.position++;
    while (this.position < this.text.length) {
      const [, indent, rest] = /( *)([^\n]*)/y.exec(this.text.slice(this.position, this.position + 4096))!;
      if (rest!.trim() !== "" && indent!.length <= parent) return;
      this.toLineEnd();
      this.position++;
    }
  }

  private plain(): void {
    while (this.position < this.text.length && !this.atBreak()) {
      if (this.text[this.position] === ":" && this.separatedAt(this.position + 1)) return;
      if (this.text[this.position] === "#" && isBlank(this.text[this.position - 1]!)) return;
      this.position++;
    }
  }

  private quoted(width: number): void {
    const quote = this.text[this.position++];
    while (this.position < this.text.length) {
      const char = this.text[this.position++];
      if (char === "\\" && quote === '"') this.position++;
      else if (char === quote) {
        if (quote === '"' || this.text[this.position] !== quote) return;
        this.position++;
      } else if (char === "\n") this.indent(width);
      if (char === "\\" && this.text[this.position - 1] === "\n") this.indent(width);
    }
  }

  private flow(width: number): void {
    let depth = 0;
    while (this.position < this.text.length) {
      const char = this.text[this.position]!;
      if (char === '"' || char === "'") this.quoted(width);
      else if (char === "#" && /\s/.test(this.text[this.position - 1]!)) this.toLineEnd();
      else if (char === "\t") this.replace(1, " ");
      else if (/[^\s,[\]{}:?&*!|>%@`-]/.test(char)) this.plainInFlow();
      else {
        this.position++;
        if (char === "\n") this.indent(width);
        if (char === "[" || char === "{") depth++;
        if ((char === "]" || char === "}") && --depth === 0) return;
      }
    }
  }

  private plainInFlow(): void {
    while (this.position < this.text.length && !/[,[\]{}\n]/.test(this.text[this.position]!)) {
      if (this.text[this.position] === ":" && this.separatedAt(this.position + 1)) return;
      if (this.text[this.position] === "#" && isBlank(this.text[this.position - 1]!)) return;
      this.position++;
    }
  }

  /** Replaces the white space at the start of a line. */
  private indent(width: number): void {
    const [blank] = /[ \t]*/y.exec(this.text.slice(this.position, this.position + 4096))!;
    this.replace(blank.length, " ".repeat(width));
  }

  private replace(length: number, replacement: string): void {
    this.pieces.push(this.text.slice(this.copied, this.position), replacement);
    this.position += length;
    this.copied = this.position;
  }

  private toLineEnd(): void {
    const end = this.text.indexOf("\n", this.position);
    this.position = end < 0 ? this.text.length : end;
  }

  private toBlank(): void {
    while (this.position < this.text.length && !/[\s,[\]{}]/.test(this.text[this.position]!)) this.position++;
  }

  private atBreak(): boolean {
    return this.text[this.position] === "\n";
  }

  private separatedAt(position: number): boolean {
    return position >= this.text.length || /\s/.test(this.text[position]!);
  }
}

const isBlank = (char: string): boolean => char === " " || char === "\t" || char === "\r";
