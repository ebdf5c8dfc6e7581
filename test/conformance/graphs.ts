import fc from "fast-check";
import type { Resource } from "./stack";

/*
 * Random graphs of resources. A sequence is a list of graphs, one per step, whose resources have the same names: a
 * component, an explicit provider and three custom resources, each of which can be absent from a step.
 */

const NAMES = ["a", "b", "c"] as const;
/** Calls after whose failure the program continues, so that the order of independent steps has no effect. */
const FAILURES = ["create", "partialCreate", "update", "partialUpdate", "delete"];

/** A custom resource; references are indices of earlier resources. */
interface Node {
  inputs: Record<string, unknown>;
  secret: boolean;
  options: Record<string, unknown>;
  parent: boolean;
  provider: boolean;
  uses: number;
  needs: number;
  deletedWith: number;
  renamed: boolean;
  aliases: boolean;
}

/** A value once in `n` times, else none. */
const sometimes = <T>(value: fc.Arbitrary<T>, n: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: n - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
/** A number of no resource. */
const NONE = 9;
/** An earlier resource, or none. */
const reference = fc.constantFrom(NONE, 0, 1);
/** True once in `n` times; shrinks to false. */
const rarely = (n: number): fc.Arbitrary<boolean> => fc.nat({ max: n - 1 }).map((i) => i === n - 1);

const node: fc.Arbitrary<Node> = fc.record({
  inputs: fc
    .record({
      value: fc.integer({ min: 1, max: 2 }),
      key: sometimes(fc.constantFrom("1", "2"), 4),
      ignored: sometimes(fc.constantFrom(1, 2), 8),
      hide: sometimes(fc.constantFrom("x", "y"), 6),
      drifted: sometimes(fc.constant(7), 8),
      gone: sometimes(fc.constant(true), 12),
      fail: sometimes(fc.subarray(FAILURES, { minLength: 1, maxLength: 2 }), 10),
    })
    .map(defined),
  secret: rarely(4),
  options: fc
    .record({
      protect: sometimes(fc.boolean(), 8),
      retainOnDelete: sometimes(fc.boolean(), 8),
      deleteBeforeReplace: sometimes(fc.boolean(), 8),
      ignoreChanges: sometimes(fc.constantFrom(["value"], ["*"]), 8),
      replaceOnChanges: sometimes(fc.constantFrom(["value"], ["*"]), 8),
      additionalSecretOutputs: sometimes(fc.constant(["value"]), 8),
      customTimeouts: sometimes(fc.constantFrom({ create: "1m" }, { delete: "90s" }), 8),
      hideDiffs: sometimes(fc.constant(["value"]), 8),
    })
    .map(defined),
  parent: rarely(4),
  provider: rarely(2),
  uses: reference,
  needs: reference,
  deletedWith: fc.constantFrom(NONE, NONE, NONE, 0, 1),
  renamed: rarely(6),
  aliases: rarely(3),
});

function defined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** What a sequence of graphs contains. */
export interface Content {
  /** Calls of the provider fail. */
  failures?: boolean;
  /** Commands have targets. */
  targets?: boolean;
}

/** The resources of one step, whose names get a prefix. */
export type Graph = (prefix: string, content?: Content) => Resource[];

/**
 * Removes what ends a whole command, and with it the other sequences, at a moment that depends on chance:
 * - the replacement of a protected resource;
 * - with targets, an untargeted resource with another provider than before;
 * - a failed deletion before a replacement, after which the official engine waits forever;
 * - with failures, the deletion of what a skipped resource depended on, by which the official engine writes an invalid state.
 */
function limit(node: Node, i: number, { failures = false, targets = false }: Content): Node {
  const { protect, deleteBeforeReplace, replaceOnChanges, ...options } = node.options;
  const { key, fail, ...inputs } = node.inputs;
  const isProtected = protect === true && i > 0; // `--replace` names the first resource of each graph.
  return {
    ...node,
    inputs: defined({ ...inputs, key: isProtected ? undefined : key, fail: failures ? fail : undefined }),
    options: defined({
      ...options,
      protect: isProtected || (protect === false ? false : undefined),
      deleteBeforeReplace: failures ? undefined : deleteBeforeReplace,
      replaceOnChanges: isProtected ? undefined : replaceOnChanges,
    }),
    provider: node.provider && !targets && !failures,
    parent: failures ? i === 1 : node.parent,
    renamed: node.renamed && !failures,
    deletedWith: isProtected ? NONE : node.deletedWith,
  };
}

export const graph: fc.Arbitrary<Graph> = fc
  .record({
    component: rarely(2),
    // Each explicit provider is a process, and the official engine allows five seconds for all of them to end.
    provider: fc.nat({ max: 31 }).map((i) => (i >= 30 ? i - 29 : 0)),
    nodes: fc.tuple(...NAMES.map(() => fc.option(node, { freq: 3 }))),
  })
  .map((generated) => (prefix, content = {}) => {
    const { failures = false } = content;
    const [component, provider] = [generated.component || failures, failures ? 0 : generated.provider];
    const nodes = generated.nodes.map((each, i) => {
      const node = each ?? (failures ? PLAIN : null);
      return node && limit(node, i, content);
    });
    const [box, prov] = [`${prefix}box`, `${prefix}prov`];
    const nameOf = (i: number) => `${prefix}${NAMES[i]!}${nodes[i]!.renamed ? "x" : ""}`;
    const custom = nodes.flatMap((each, i): Resource[] => {
      if (each === null) return [];
      const to = (at: number) => (at < i && nodes[at] ? nameOf(at) : undefined);
      const [uses, needs, deletedWith] = [to(each.uses), to(each.needs), to(each.deletedWith)];
      const inputs = {
        ...each.inputs,
        ...(each.secret ? { value: { $secret: each.inputs.value } } : {}),
        used: uses && { $out: [uses, "id"] },
      };
      const opts = {
        ...each.options,
        parent: each.parent && component ? { $ref: box } : undefined,
        provider: each.provider && provider > 0 ? { $ref: prov } : undefined,
        dependsOn: needs && [{ $ref: needs }],
        deletedWith: deletedWith && { $ref: deletedWith },
        aliases: each.aliases ? aliases(`${prefix}${NAMES[i]!}`, box) : undefined,
      };
      return [{ name: nameOf(i), inputs: defined(inputs), opts: defined(opts) }];
    });
    return [
      ...(component ? [{ name: box, kind: "component" as const }] : []),
      ...(provider > 0
        ? [{ name: prov, kind: "provider" as const, inputs: { region: String(provider) } }]
        : []),
      ...custom,
    ];
  });

const PLAIN: Node = {
  inputs: { value: 1 },
  secret: false,
  options: {},
  parent: false,
  provider: false,
  uses: NONE,
  needs: NONE,
  deletedWith: NONE,
  renamed: false,
  aliases: false,
};

/** Every name and parent that a resource can have had. */
const aliases = (name: string, box: string): Record<string, unknown>[] =>
  [name, `${name}x`].flatMap((each) => [
    { name: each, noParent: true },
    { name: each, parent: `urn:pulumi:dev::conf::conf:index:Component::${box}` },
  ]);
