import { surroundings } from "../../../../test/support/kubernetes/sampleObjects";
import { decidePersistentVolumeClaim } from "./simple";

test.each<[string, object, string]>([
  ["no class", {}, '"data" is Pending; it has no storage class'],
  ["an absent class", { storageClassName: "fast" }, '"data" is Pending; storage class "fast" does not exist'],
  ["a volume without a class", { storageClassName: "" }, '"data" is Pending'],
])("a pending claim with %s waits", (_, spec, reason) => {
  const claim = { metadata: { name: "data" }, spec: spec as never, status: { phase: "Pending" } };
  expect(decidePersistentVolumeClaim(claim, surroundings)).toMatchObject({
    done: false,
    errors: [`PersistentVolumeClaim ${reason}`],
  });
});
