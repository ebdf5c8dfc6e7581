import { kubernetesBinary } from "./cluster";

/** A `describe` that needs the embedded Kubernetes; where its binary is not built it is reported as skipped, by name. */
export const describeCluster: jest.Describe = kubernetesBinary() === undefined ? describe.skip : describe;
