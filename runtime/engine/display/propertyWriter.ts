import type { StepOp } from "../model/events";
import type { Palette } from "./colors";
import { opPrefix } from "./stepOp";

/** How properties are written. */
export interface WriterSettings {
  palette: Palette;
  /** Write what secrets hold. Default false: `[secret]`. */
  showSecrets?: boolean;
  /** Levels of four blanks. */
  indent: number;
  /** The operation whose colour and mark the lines get. */
  op: StepOp;
  /** Put the operation's mark (`+ `) into the last two blanks of the indentation. */
  prefix: boolean;
}

/** Collects lines of properties in the colour and with the mark of an operation. Changed settings make a new writer on the same text. */
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
  /** For what is added, deleted or updated: with the mark. */
  marked(op: StepOp): PropertyWriter {
    return this.with({ op, prefix: true });
  }
  /** For what stays as it is: no mark. */
  unmarked(): PropertyWriter {
    return this.with({ op: "same", prefix: false });
  }

  write(text: string): void {
    this.parts.push(text === "\n" ? text : this.settings.palette.op(this.settings.op)(text));
  }
  /** Indentation, with the mark if the settings want one, and text. */
  line(text: string): void {
    this.write(this.indentation(this.settings.prefix) + text);
  }
  /** Indentation without a mark, and text: what closes brackets. */
  closing(text: string): void {
    this.write(this.indentation(false) + text);
  }
  /** `key: `, the colons one below the other. */
  title(key: string, width: number): void {
    this.line(`${key.padEnd(width)}: `);
  }

  private indentation(prefix: boolean): string {
    const blanks = "    ".repeat(this.settings.indent);
    return prefix && blanks !== "" ? blanks.slice(0, -2) + opPrefix(this.settings.op) : blanks;
  }
}

/** Writes the key or index of a value with the writer that it is handed. */
export type Title = (writer: PropertyWriter) => void;

export const longest = (keys: Iterable<string>): number => {
  let width = 0;
  for (const key of keys) width = Math.max(width, key.length);
  return width;
};
