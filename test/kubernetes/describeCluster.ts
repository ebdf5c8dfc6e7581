import { kubernetesBinary } from "./cluster";

/** A `describe` that requires the embedded Kubernetes; without its binary, jest reports the tests as skipped. */
export function describeCluster(name: string, tests: () => void): void {
  if (kubernetesBinary() !== undefined) describe(name, tests);
  else describe.skip(`${name} (the embedded Kubernetes is not built: make embedded)`, tests);
}
