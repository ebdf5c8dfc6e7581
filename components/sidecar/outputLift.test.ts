import * as pulumi from "@pulumi/pulumi";
import { plainLift } from "./lift";
import { outputLift } from "./outputLift";

const output = <T>(value: T, isKnown = true, secret = false) =>
  new (pulumi.Output as unknown as new (...parts: unknown[]) => pulumi.Output<T>)(
    [],
    ...[value, isKnown, secret, []].map((part) => Promise.resolve(part)),
  );
const promised = <T>(value: unknown) => (value as { promise(): Promise<T> }).promise();

interface Pod {
  labels: Record<string, string>;
  names: { name: string }[];
}
const pod = (parts: object) => parts as Pod;

describe("derive", () => {
  const app = ({ labels }: Pod) => labels.app ?? "none";

  test("returns a plain value if all parts that the rule reads are plain", () => {
    const found = pod({ labels: { app: "shop", version: output("1", false) }, names: output([], false) });
    expect(outputLift.derive(found, app)).toBe("shop");
    expect(outputLift.derive(pod({ labels: {} }), app)).toBe("none");
  });

  test("waits for every part that the rule reads", async () => {
    const join = ({ labels, names }: Pod) => `${labels.app}: ${names.map(({ name }) => name).join()}`;
    const parts = {
      labels: output({ app: Promise.resolve("shop") }),
      names: [{ name: output("a") }, { name: "b" }],
    };
    await expect(promised(outputLift.derive(pod(parts), join))).resolves.toBe("shop: a,b");
    expect(plainLift.derive(pod({ labels: { app: "x" }, names: [] }), join)).toBe("x: ");
  });

  test("is unknown or secret if a part that it reads is", async () => {
    const unknown = outputLift.derive(
      pod({ labels: { app: output("", false) } }),
      app,
    ) as pulumi.Output<string>;
    await expect((unknown as unknown as { isKnown: Promise<boolean> }).isKnown).resolves.toBe(false);
    const secret = outputLift.derive(pod({ labels: output({ app: "s" }, true, true) }), app);
    await expect((secret as { isSecret: Promise<boolean> }).isSecret).resolves.toBe(true);
    await expect(promised(secret)).resolves.toBe("s");
  });

  test("passes on unread parts unchanged", () => {
    const names = [Object.freeze({ name: output("a") })];
    const found = outputLift.derive(pod({ labels: { app: "x" }, names }), (read) => ({
      first: read.names[0],
      all: [...read.names],
    })) as { first: object; all: object[] };
    expect(found.first).toBe(names[0]);
    expect(found.all[0]).toBe(names[0]);
  });

  test("throws the error of the rule", () => {
    const fail = ({ labels }: Pod) => {
      throw new Error(`no ${labels.app}`);
    };
    expect(() => outputLift.derive(pod({ labels: { app: "x" } }), fail)).toThrow("no x");
  });
});
