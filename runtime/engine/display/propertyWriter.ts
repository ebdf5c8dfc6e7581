import type { StepOp } from "../model/events";
import type { Palette } from "./colors";
import { opPrefix } from "./stepOp";

export interface WriterSettings {
  palette: Palette;
  /** Write the values of secrets. Default false: `[secret]`. */
  showSecrets?: boolean;
  /** In levels of four blanks. */
  indent: number;
  /** The operation that decides the colour and mark of the lines. */
  op: StepOp;
  /** Write the operation's mark (`+ `) instead of the last two blanks of the indentation. */
  prefix: boolean;
}

/**
 * Collects lines of properties with the colour and mark of an operation. Changed settings create a new writer on the
 * same text.
 */
export class PropertyWriter {
  constructor(
    readonly settings: WriterSettings,
    private readonly parts: string[] = [],
  ) {}

  get text(): string {
    return this.parts.join("");
  }

  with(settings: Partial<WriterSettings>): PropertyWriter {
    return new PropertyWriter({ ...this.settings, ...settings }, this.parts);
  }
  indented(levels: number): PropertyWriter {
    return this.with({ indent: this.settings.indent + levels });
  }
  /** A writer for added, deleted or updated properties. */
  marked(op: StepOp): PropertyWriter {
    return this.with({ op, prefix: true });
  }
  /** A writer for unchanged properties. */
  unmarked(): PropertyWriter {
    return this.with({ op: "same", prefix: false });
  }

  write(text: string): void {
    this.parts.push(text === "\n" ? text : this.settings.palette.op(this.settings.op)(text));
  }
  /** Writes the indentation, with the mark if enabled, and the text. */
  line(text: string): void {
    this.write(this.indentation(this.settings.prefix) + text);
  }
  /** Writes the indentation without a mark and the text: closing brackets. */
  closing(text: string): void {
    this.write(this.indentation(false) + text);
  }
  /** Writes `key: ` with aligned colons. */
  title(key: string, width: number): void {
    this.line(`${key.padEnd(width)}: `);
  }

  private indentation(prefix: boolean): string {
    const blanks = "    ".repeat(this.settings.indent);
    return prefix && blanks !== "" ? blanks.slice(0, -2) + opPrefix(this.settings.op) : blanks;
  }
}

/** Writes the key or index of a value. */
export type Title = (writer: PropertyWriter) => void;

export const longest = (keys: Iterable<string>): number => {
  let width = 0;
  for (const key of keys) width = Math.max(width, key.length);
  return width;
};
