import type { PropertyMap } from "../../../protocol/values";
import { descendants } from "./events";
import {
  condition,
  metadata,
  ownedBy,
  surroundings,
} from "../../../../test/support/kubernetes/sampleObjects";
import { waitForAwaiter } from "./waitFor";

describe("the annotation pulumi.com/waitFor", () => {
  const asking = (value: string) => ({
    metadata: { name: "x", annotations: { "pulumi.com/waitFor": value } },
  });

  test("waits for the conditions that it names", () => {
    const awaiter = waitForAwaiter(asking('["condition=Ready", "condition=Stalled=False"]'))!;
    const object = (...conditions: PropertyMap[]) => ({ status: { conditions } });
    expect(awaiter.decide(object(condition("Ready", "True")), surroundings).done).toBe(false);
    expect(
      awaiter.decide(object(condition("Ready", "True"), condition("Stalled", "False")), surroundings).done,
    ).toBe(true);
  });

  test("rejects unsupported expressions", () => {
    expect(() => waitForAwaiter(asking("jsonpath={.a}"))).toThrow(
      /has "jsonpath=\{\.a\}": expected condition=TYPE/,
    );
    expect(waitForAwaiter({})).toBeUndefined();
  });
});

test("an object's descendants are all objects that it owns, directly or indirectly", () => {
  const objects = [
    { metadata: metadata("pod", ownedBy("set")) },
    { metadata: metadata("set", ownedBy("deployment")) },
    { metadata: metadata("stranger", ownedBy("other")) },
  ];
  expect([...descendants({ metadata: metadata("deployment") }, objects)].sort()).toEqual([
    "deployment",
    "pod",
    "set",
  ]);
});
