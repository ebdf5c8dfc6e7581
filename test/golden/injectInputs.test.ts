import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { inject, type SidecarParams, sidecarTransform } from "../../components/sidecar";
import { unknown } from "../support/outputs";
import { seed } from "../support/referee/examples";
import * as arbitrary from "./currentArbitrary";

/* The injection of resource inputs, compared with that of the plain object. */

type Mapping = Record<string, unknown>;
type Kind = "output" | "promise" | "secret" | "unknown";

beforeAll(() =>
  pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, "p", "s", true),
);

/** A value as an input of this kind. */
function inputOf(kind: Kind, value: unknown): unknown {
  if (kind === "output") return pulumi.output(value as object);
  if (kind === "promise") return Promise.resolve(value);
  if (kind === "secret") return pulumi.secret(value);
  return unknown();
}

/** Draws the parts of an object that become inputs; the type stays plain. */
function withInputs(value: unknown, draw: () => Kind | undefined, isTop = true): unknown {
  if (typeof value !== "object" || value === null) return value;
  const part = (field: unknown, key: string) => {
    if (isTop && ["apiVersion", "kind"].includes(key)) return field;
    const inner = withInputs(field, draw, false);
    const kind = draw();
    return kind === undefined ? inner : inputOf(kind, inner);
  };
  if (Array.isArray(value)) return value.map((item) => part(item, ""));
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, part(field, key)]));
}

function transformed({ apiVersion, kind, ...rest }: Mapping, params: SidecarParams): Mapping {
  const type = `kubernetes:${(apiVersion as string).includes("/") ? "" : "core/"}${String(apiVersion)}:${String(kind)}`;
  const props = { apiVersion, kind, ...rest };
  const result = sidecarTransform(params)({ custom: true, type, name: "x", props, opts: {} });
  return (result as { props: Mapping } | undefined)?.props ?? props;
}

interface OutputParts {
  isKnown: Promise<boolean>;
  isSecret: Promise<boolean>;
  promise(): Promise<unknown>;
}

/** The plain value, with a mark in place of unknown values and of secrets. */
async function previewOf(input: unknown, hideSecrets: boolean): Promise<unknown> {
  const value = await input;
  if (pulumi.Output.isInstance(value)) {
    const { isKnown, isSecret, promise } = value as unknown as OutputParts;
    if (!(await isKnown)) return "<unknown>";
    if (hideSecrets && (await isSecret)) return "<secret>";
    return previewOf(await promise(), hideSecrets);
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => previewOf(item, hideSecrets)));
  const fields = Object.entries(value).map(async ([key, field]) => [
    key,
    await previewOf(field, hideSecrets),
  ]);
  return Object.fromEntries((await Promise.all(fields)) as [string, unknown][]);
}

/** The paths at which a preview shows another value than expected. */
function wrong(shown: unknown, expected: unknown, path = ""): string[] {
  if (shown === "<unknown>") return [];
  if (typeof shown !== "object" || shown === null || typeof expected !== "object" || expected === null)
    return Object.is(shown, expected) ? [] : [path];
  const keys = new Set([...Object.keys(shown), ...Object.keys(expected)]);
  return [...keys].flatMap((key) =>
    wrong((shown as Mapping)[key], (expected as Mapping)[key], `${path}.${key}`),
  );
}

const meshes: Record<string, SidecarParams> = { classic: {}, current: { istio: "current" } };

describe.each(Object.entries(meshes))("%s mesh", (_, params) => {
  const objects = fc.sample(arbitrary.workloads(100), { numRuns: 1, seed })[0]! as Mapping[];
  /** Draws one of the kinds for one of `every` parts. */
  const drawer = (kinds: Kind[], every: number) => {
    const numbers = fc.sample(fc.nat(every * kinds.length - 1), { numRuns: 1 << 14, seed });
    let next = 0;
    return () => kinds[numbers[next++ % numbers.length]!];
  };

  test.each([3, 30])("equals the injected object, with an input for one of %i parts", async (every) => {
    const draw = drawer(["output", "promise", "secret"], every);
    for (const object of objects) {
      const result = await previewOf(transformed(withInputs(object, draw) as Mapping, params), false);
      expect({ object, wrong: wrong(result, inject(object, params)) }).toEqual({ object, wrong: [] });
    }
  });

  test.each([3, 30])("a preview shows no other value, with an input for one of %i parts", async (every) => {
    const draw = drawer(["output", "unknown"], every);
    for (const object of objects) {
      const shown = await previewOf(transformed(withInputs(object, draw) as Mapping, params), false);
      expect({ object, wrong: wrong(shown, inject(object, params)) }).toEqual({ object, wrong: [] });
    }
  });

  const canary = "canary-5e1d";
  const deployment = (parts: {
    labels?: object;
    annotations?: object;
    metadata?: object;
    spec?: object;
  }) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "x", ...parts.metadata },
    spec: {
      template: {
        metadata: { labels: { app: "x", ...parts.labels }, annotations: { a: "b", ...parts.annotations } },
        spec: { containers: [{ name: "a" }], ...parts.spec },
      },
    },
  });
  const places: Record<string, (secret: unknown) => object> = {
    "a label": (secret) => deployment({ labels: { app: secret } }),
    "the labels": (secret) => deployment({ metadata: { labels: secret } }),
    "the namespace": (secret) => deployment({ metadata: { namespace: secret } }),
    "an annotation": (secret) => deployment({ annotations: { "proxy.istio.io/note": secret } }),
    "another annotation": (secret) => deployment({ annotations: { checksum: secret } }),
    "the service account": (secret) => deployment({ spec: { serviceAccountName: secret } }),
    "a container's name": (secret) => deployment({ spec: { containers: [{ name: secret }] } }),
    "a variable": (secret) =>
      deployment({ spec: { containers: [{ name: "a", env: [{ name: "A", value: secret }] }] } }),
    "a variable of the proxy": (secret) =>
      deployment({ spec: { containers: [{ name: "istio-proxy", env: [{ name: "A", value: secret }] }] } }),
    "a volume": (secret) => deployment({ spec: { volumes: [{ name: "v", hostPath: { path: secret } }] } }),
  };

  test.each(Object.entries(places))("keeps a secret: %s", async (_place, build) => {
    const props = transformed(build(pulumi.secret(canary)) as Mapping, params);
    expect(JSON.stringify(await previewOf(props, true))).not.toContain(canary);
    expect(await previewOf(props, false)).toEqual(inject(build(canary), params));
  });
});
