import { describeCluster } from "./describeCluster";
import { hasReference } from "../reference";
import type { Peculiarities, Resource } from "../engine/comparable";
import { RecordedProgram, recordings } from "../engine/recordedProgram";
import { startCluster, type TestCluster } from "./cluster";

const NAME = "kubernetes-basic";

/** What the cluster decides, and how it gets there. */
const PECULIARITIES: Peculiarities = {
  text: (text) =>
    text
      .replace(/settings-[0-9a-f]{8}/g, "settings-#")
      .replace(/pulumi-kubernetes-[0-9a-f]{8}/g, "pulumi-kubernetes-#")
      .replace(/(ReplicaSet \\?"app)-[0-9a-z]+/g, "$1-#")
      .replace(/; $/gm, ""), // What a cleared status leaves behind.
  resource: (resource) => withoutServersFields(resource) as Resource,
  step: (step) => ({ ...step, diffReasons: undefined }), // engine/cli/unmatched.ts
  isIncidental: (row) =>
    /\[MinimumReplicasUnavailable\]|Waiting for \S+ ReplicaSet|Finding Pods|Resource scheduled for deletion/.test(
      row,
    ),
};

/** A state without what each server fills in by itself, and without who set which field by which kind of request. */
function withoutServersFields(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutServersFields);
  const result: Record<string, unknown> = {};
  for (const [key, element] of Object.entries(value)) {
    if (SERVERS.includes(key)) continue;
    result[key] = withoutServersFields(element);
  }
  return result;
}
const SERVERS = ["uid", "resourceVersion", "creationTimestamp", "managedFields", "clusterIP", "clusterIPs"];

(hasReference ? describeCluster : describe.skip)("the recorded program kubernetes-basic", () => {
  let cluster: TestCluster;
  let program: RecordedProgram;
  beforeAll(async () => {
    const steps = {
      "01-create": 1,
      "02-same": 1,
      "03-update": 2,
      "04-replace": 3,
      "05-remove": 4,
      "06-refresh": 4,
      "07-destroy": 4,
    };
    program = new RecordedProgram(NAME, steps, PECULIARITIES);
    cluster = await startCluster();
    await program.ok(["stack", "init", "dev"]);
    await program.ok(["config", "set", "--secret", "kubeconfig"], cluster.kubeconfig);
  });
  afterAll(async () => {
    program?.remove();
    await cluster?.stop();
  });

  test.each(recordings(NAME))("$file", async (recording) => {
    const { recorded, ours } = await program.compare(recording);
    expect(ours).toEqual(recorded);
  });
});
