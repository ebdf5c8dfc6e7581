import {
  COLLECTION_STYLE,
  EVENT_ID,
  SCALAR_STYLE,
  type AliasEvent,
  type Event,
  type ScalarEvent,
} from "js-yaml";
import { DocumentProblem, lineOf } from "./manifestError";
import { scalarSyntaxProblem, scalarText, spansLines, startsLine } from "./scalarSyntax";
import { keyText, resolveScalar, type ResolvedScalar, type Scalar } from "./scalars";

/** A value of JSON, with BigInts for integers that a double cannot hold. */
type Value = Scalar | Value[] | { [key: string]: Value };

interface Node {
  value: Value;
  kind: "scalar" | "sequence" | "mapping";
  /** The number of nodes in it, with those of its aliases. */
  size: number;
}

const tagPrefix = "tag:yaml.org,2002:";

/**
 * Whose meaning a document has. `kubernetes` is sigs.k8s.io/yaml: the last of several equal keys wins, merge keys override
 * keys before them, and keys are strings, numbers or booleans. `pulumi` is go-yaml 3, which reads Pulumi's files: keys are
 * unique and override merged ones, and only true and false are booleans.
 */
export type Dialect = "kubernetes" | "pulumi";

/** Called for each duplicate key of the mapping at a path of the document. @param line starting with 0 */
export type OnRepeatedKey = (path: string, line: number) => void;

/** Composes the value of one document from the parser's events. */
export class Composer {
  private index = 0;
  private readonly anchors = new Map<string, Node | "open">();
  private readonly path: (string | number)[] = [];
  private decoded = 0;
  /** The number of YAML 1.1 line breaks in quoted scalars, where they are part of the value. */
  private quotedBreaks = 0;
  private fromAliases = 0;
  /** The number of brackets around the current node. */
  private flow = 0;

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
    private readonly dialect: Dialect,
    private readonly onRepeatedKey?: OnRepeatedKey,
  ) {}

  /** @throws {DocumentProblem} */
  document(): unknown {
    const directives = this.events[0]?.type === EVENT_ID.DOCUMENT ? this.events[0].directives : [];
    for (const directive of directives)
      if (directive.kind === "yaml" && directive.version !== "1.1")
        throw new DocumentProblem(`found %YAML ${directive.version}; expected YAML 1.1.`, 0);
    this.index = 1;
    const value = this.events.length < 2 ? null : this.node().value;
    this.checkLineBreaks();
    return value;
  }

  private node(): Node {
    const event = this.events[this.index++]!;
    if (event.type === EVENT_ID.ALIAS) return this.alias(event);
    if (event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT)
      throw new DocumentProblem("found an incomplete value; expected valid YAML.", 0);
    const anchor = this.anchorOf(event);
    if (anchor !== undefined) this.anchors.set(anchor, "open");
    if (event.tagStart >= 0 && this.text.slice(event.tagStart, event.tagEnd).includes("#"))
      throw this.problem("found a tag with #; expected one such as !!str", event.tagStart);
    const before = this.decoded++;
    let node: Omit<Node, "size">;
    const isFlow = event.type !== EVENT_ID.SCALAR && event.style === COLLECTION_STYLE.FLOW;
    if (isFlow) this.flow++;
    if (event.type === EVENT_ID.SCALAR) node = { kind: "scalar", value: this.scalar(event, false)[1] };
    else if (event.type === EVENT_ID.SEQUENCE) node = { kind: "sequence", value: this.sequence() };
    else {
      // The parser takes an item of a list with a colon for a mapping of one key without a value.
      const item = this.text[event.start] === "{" ? undefined : this.textWithColon(this.index);
      if (item !== undefined) this.index += 3;
      node =
        item === undefined
          ? { kind: "mapping", value: this.mapping(!isFlow) }
          : { kind: "scalar", value: item };
    }
    if (isFlow) this.flow--;
    const complete = { ...node, size: this.decoded - before };
    if (anchor !== undefined) this.anchors.set(anchor, complete);
    return complete;
  }

  private anchorOf({ anchorStart, anchorEnd }: Omit<AliasEvent, "type">): string | undefined {
    if (anchorStart < 0) return undefined;
    const name = this.text.slice(anchorStart, anchorEnd);
    if (/^[\w-]+$/.test(name) && this.endsName(anchorEnd)) return name;
    throw this.problem(
      `found the anchor &${this.text.slice(anchorStart, anchorEnd + 1).trimEnd()}; expected a name of letters, digits, _ and -`,
      anchorStart,
    );
  }

  /** Whether the character at a position can follow the name of an anchor: go-yaml allows no opening bracket or quote. */
  private endsName(position: number): boolean {
    return position >= this.text.length || /[\s?:,\]}%@`]/.test(this.text[position]!);
  }

  private alias({ anchorStart, anchorEnd }: AliasEvent): Node {
    const name = this.text.slice(anchorStart, anchorEnd);
    const found = this.endsName(anchorEnd) ? this.anchors.get(name) : undefined;
    if (found === undefined)
      throw this.problem(`found the alias *${name}; expected an anchor &${name} before it`, anchorStart);
    if (found === "open")
      throw this.problem(`found the alias *${name} inside &${name}; expected no cycle`, anchorStart);
    this.decoded += found.size + 1;
    this.fromAliases += found.size;
    // The limit of go-yaml against documents that expand to many times their size.
    const allowed = 0.99 - 0.89 * Math.min(1, Math.max(0, (this.decoded - 400_000) / 3_600_000));
    if (this.fromAliases > 100 && this.decoded > 1000 && this.fromAliases / this.decoded > allowed)
      throw this.problem("found aliases that expand excessively; expected a smaller document", anchorStart);
    return found;
  }

  private scalar(event: ScalarEvent, isKey: boolean): ResolvedScalar {
    const text = event.valueStart < 0 ? "" : scalarText(this.text, event);
    const wrong = scalarSyntaxProblem(this.text, event, this.flow > 0);
    if (wrong !== undefined) throw this.problem(wrong.message, wrong.position);
    if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED)
      this.quotedBreaks += (
        this.text.slice(event.valueStart - 1, event.valueEnd + 1).match(quotedLineBreaks) ?? []
      ).length;
    const tag = event.tagStart < 0 ? undefined : this.text.slice(event.tagStart, event.tagEnd);
    if (tag === "!" || (tag === undefined && event.style !== SCALAR_STYLE.PLAIN)) return ["str", text];
    const type = tag === undefined ? undefined : this.typeOf(tag);
    if (type === "binary") return ["str", this.binary(text, event)];
    if (type !== undefined && !ownTypes.has(type)) return ["str", text];
    const resolved = resolveScalar(text, type);
    if (resolved === undefined)
      throw this.problem(
        `found ${JSON.stringify(text)}; expected a value of its tag ${tag}`,
        event.valueStart,
      );
    if (this.dialect === "pulumi") {
      // go-yaml 3 has fewer words for booleans, and reads dates as times.
      if (resolved[0] === "bool" && !/^(true|false)$/i.test(text)) return ["str", text];
      if (resolved[0] === "timestamp")
        throw this.problem(
          `found the date ${text}; expected it in quotes, because Pulumi changes dates`,
          event.valueStart,
        );
    }
    if (typeof resolved[1] === "number" && !Number.isFinite(resolved[1]) && !isKey)
      throw this.problem(`found ${text}; expected a finite number`, event.valueStart);
    return resolved;
  }

  /**
   * The text of a scalar with the colon after it: between brackets, go-yaml takes a colon before a bracket or comma for a
   * part of the text, as in `[fd00::]`. Undefined for any other event.
   */
  private textWithColon(index: number): string | undefined {
    const [event, value] = [this.events[index], this.events[index + 1]];
    if (event?.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN) return undefined;
    if (event.tagStart >= 0 || event.valueStart < 0) return undefined;
    const { valueEnd } = event;
    const colon = /^([ \t]*:)[,[\]{}]/.exec(this.text.slice(valueEnd, valueEnd + 80))?.[1];
    if (colon === undefined) return undefined;
    // A value directly after the colon of a key would not belong to it.
    if (value?.type !== EVENT_ID.SCALAR || value.valueStart >= 0)
      throw this.problem("found a value after a colon without a space; expected a space", valueEnd);
    return scalarText(this.text, event) + colon;
  }

  /** The suffix of a tag of YAML's own; another tag as it is. */
  private typeOf(tag: string): string {
    if (tag.startsWith("!!")) return tag.slice(2);
    const verbatim = /^!<(.*)>$/.exec(tag)?.[1];
    return verbatim?.startsWith(tagPrefix) ? verbatim.slice(tagPrefix.length) : (verbatim ?? tag);
  }

  private binary(text: string, event: ScalarEvent): string {
    const data = text.replace(/[\r\n]/g, "");
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(data))
      throw this.problem("found text that is not base64; expected base64 after !!binary", event.valueStart);
    return Buffer.from(data, "base64").toString("utf8");
  }

  /** YAML 1.1 has three more line breaks. Only inside a quoted line they mean the same in every version. */
  private checkLineBreaks(): void {
    const all = this.text.match(lineBreaks) ?? [];
    if (all.length === this.quotedBreaks) return;
    const code = all[0]!.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    throw new DocumentProblem(
      `found the line break U+${code}; expected its escape in double quotes.`,
      lineOf(this.text, this.text.search(lineBreaks)),
    );
  }

  private sequence(): Value[] {
    const items: Value[] = [];
    while (!this.atEnd()) {
      this.path.push(items.length);
      items.push(this.node().value);
      this.path.pop();
    }
    return items;
  }

  private mapping(isBlock: boolean): { [key: string]: Value } {
    const mapping: { [key: string]: Value } = {};
    const written = this.dialect === "pulumi" || this.onRepeatedKey ? new Set<string>() : undefined;
    while (!this.atEnd()) {
      const event = this.events[this.index]!;
      if (isBlock && !startsLine(this.text, positionOf(event)))
        throw this.problem(
          "found a key after another value; expected it on the next line",
          positionOf(event),
        );
      if (event.type === EVENT_ID.SCALAR && this.isMerge(event)) {
        this.checkUnique(written, "<<", event);
        this.index++;
        this.merge(mapping, event, written);
        continue;
      }
      const key = this.key();
      this.checkUnique(written, key, event);
      this.path.push(key);
      this.checkValueLine(positionOf(event));
      set(mapping, key, this.node().value);
      this.path.pop();
    }
    return mapping;
  }

  private checkUnique(written: Set<string> | undefined, key: string, event: Event): void {
    if (written?.has(key)) {
      const position = positionOf(event);
      if (this.dialect === "pulumi")
        throw this.problem(`found the key ${key} twice; expected it only once`, position);
      this.onRepeatedKey?.(this.pathText([...this.path, key]), lineOf(this.text, position));
    }
    written?.add(key);
  }

  /** A block collection starts on a separate line, not on that of its key. */
  private checkValueLine(keyPosition: number): void {
    const value = this.events[this.index];
    if (value?.type !== EVENT_ID.MAPPING && value?.type !== EVENT_ID.SEQUENCE) return;
    if (value.style !== COLLECTION_STYLE.BLOCK || keyPosition < 0) return;
    if (!this.text.slice(keyPosition, value.start).includes("\n"))
      throw this.problem(
        "found a mapping or list on the line of its key; expected it on the next line",
        value.start,
      );
  }

  private key(): string {
    const event = this.events[this.index]!;
    const position = positionOf(event);
    if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING)
      throw this.problem(
        `found a ${event.type === EVENT_ID.MAPPING ? "mapping" : "list"} as a key; expected a string, number or ` +
          "boolean. An unfilled template such as {{ name }} must be filled in or quoted",
        position,
      );
    let resolved: ResolvedScalar | undefined;
    if (event.type === EVENT_ID.SCALAR) {
      const anchor = this.anchorOf(event);
      if (this.flow > 0 && event.valueStart >= 0 && spansLines(this.text, event))
        throw this.problem("found a key and its colon on several lines; expected one line", position);
      this.index++;
      this.decoded++;
      const withColon = this.textWithColon(this.index - 1);
      resolved = withColon === undefined ? this.scalar(event, true) : ["str", withColon];
      if (anchor !== undefined) this.anchors.set(anchor, { kind: "scalar", value: resolved[1], size: 1 });
    } else {
      const { kind, value } = this.node();
      if (kind === "scalar")
        resolved = [typeof value === "string" ? "str" : value === null ? "null" : "int", value as Scalar];
    }
    const text = resolved && keyText(resolved);
    if (text === undefined)
      throw this.problem("found a key without a name; expected a string, number or boolean", position);
    return text;
  }

  private isMerge(event: ScalarEvent): boolean {
    if (event.valueEnd - event.valueStart !== 2 || !this.text.startsWith("<<", event.valueStart))
      return false;
    if (event.tagStart < 0) return event.style === SCALAR_STYLE.PLAIN;
    const tag = this.text.slice(event.tagStart, event.tagEnd);
    return tag === "!" || this.typeOf(tag) === "merge";
  }

  private merge(
    mapping: { [key: string]: Value },
    event: ScalarEvent,
    written: ReadonlySet<string> | undefined,
  ): void {
    const sources: { [key: string]: Value }[] = [];
    const isList = this.events[this.index]!.type === EVENT_ID.SEQUENCE;
    if (!isList) sources.push(this.mergedMapping(event));
    else for (this.index++; !this.atEnd();) sources.push(this.mergedMapping(event));
    // The first of several mappings is the most important one.
    for (const source of sources.reverse())
      for (const [key, value] of Object.entries(source))
        if (this.dialect === "kubernetes" || !written?.has(key)) set(mapping, key, value);
  }

  /** Composes the next node, which is a mapping or an alias of one. */
  private mergedMapping(mergeKey: ScalarEvent): { [key: string]: Value } {
    const { type } = this.events[this.index]!;
    const node = type === EVENT_ID.MAPPING || type === EVENT_ID.ALIAS ? this.node() : undefined;
    if (node?.kind === "mapping") return node.value as { [key: string]: Value };
    throw this.problem(
      "found a merge key (<<) of another value; expected a mapping or a list of mappings",
      mergeKey.valueStart,
    );
  }

  private atEnd(): boolean {
    if (this.events[this.index]?.type !== EVENT_ID.POP) return false;
    this.index++;
    return true;
  }

  private problem(message: string, position: number): DocumentProblem {
    const path = this.pathText(this.path);
    return new DocumentProblem(`${path === "" ? "" : `${path}: `}${message}.`, lineOf(this.text, position));
  }

  private pathText(path: readonly (string | number)[]): string {
    return path
      .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${part}`))
      .join("");
  }
}

const lineBreaks = /[\x85\u2028\u2029]/g;
const quotedLineBreaks = /(?<!\s)[\u2028\u2029](?!\s)/g;
const ownTypes = new Set(["str", "bool", "null", "int", "float", "timestamp"]);

function positionOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  return "start" in event ? event.start : "anchorStart" in event ? event.anchorStart : 0;
}

function set(mapping: { [key: string]: Value }, key: string, value: Value): void {
  if (key !== "__proto__") mapping[key] = value;
  else Object.defineProperty(mapping, key, { value, enumerable: true, configurable: true, writable: true });
}
