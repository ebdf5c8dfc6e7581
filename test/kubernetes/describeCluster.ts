import { kubernetesBinary } from "./cluster";

/** A `describe` that requires the embedded Kubernetes; without its binary, jest reports the tests as skipped. */
export const describeCluster: jest.Describe = kubernetesBinary() === undefined ? describe.skip : describe;
