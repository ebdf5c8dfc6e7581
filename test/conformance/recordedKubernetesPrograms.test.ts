import { NO_CONTAINERS, RECORDING_DIFFERENCES } from "../engine/recordingDifferences";
import { describeCluster } from "../kubernetes/describeCluster";
import type { Peculiarities, Resource } from "../engine/comparable";
import { RecordedProgram, recordings } from "../engine/recordedProgram";
import { startCluster, type TestCluster } from "../kubernetes/cluster";

/** Values that depend on the cluster, and intermediate progress. */
const CLUSTERS: Peculiarities = {
  text: (text) =>
    text
      .replace(/settings-[0-9a-f]{8}/g, "settings-#")
      .replace(/pulumi-kubernetes-[0-9a-f]{8}/g, "pulumi-kubernetes-#")
      .replace(/(ReplicaSet \\?"app)-[0-9a-z]+/g, "$1-#")
      .replace(/; $/gm, ""), // remains of a cleared status
  resource: (resource) => withoutServersFields(withoutDefinitionStatus(resource)) as Resource,
  isIncidental: (row) =>
    /\[MinimumReplicasUnavailable\]|Waiting for|Finding Pods|Resource scheduled for deletion|completed with exit code/.test(
      row,
    ),
};

/** Accepted differences besides those in `test/engine/recordingDifferences.ts`. */
const PECULIARITIES: Peculiarities = {
  ...CLUSTERS,
  text: (text) =>
    CLUSTERS.text!(text)
      .replace(
        /(already exists\n {4}\n) {4}(?:The resource already exists|An object with that name)[^]*?\n\n/,
        "$1\n",
      )
      .replace(/^.*annotation "kubernetes\.io\/ingress\.class" is deprecated.*\n/gm, "")
      .replace(/^Diagnostics:\n {2}\S+:Ingress \(gateway\):\n\n/m, ""),
  step: (step) => ({ ...step, diffReasons: undefined }),
};

function withoutDefinitionStatus(resource: Resource): Resource {
  if (!resource.type.endsWith(":CustomResourceDefinition")) return resource;
  return { ...resource, outputs: { ...(resource.outputs as object), status: undefined } };
}

/** A state without fields that each server sets itself, and without managed fields. */
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

describeCluster("on an embedded cluster with a simulated node", () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.stop());

  async function start(name: string, steps: Record<string, number>): Promise<RecordedProgram> {
    const program = new RecordedProgram(name, steps, PECULIARITIES);
    await program.ok(["stack", "init", "dev"]);
    await program.ok(["config", "set", "--secret", "kubeconfig"], cluster.kubeconfig);
    return program;
  }

  describe("the recorded program kubernetes-basic", () => {
    let program: RecordedProgram;
    beforeAll(async () => {
      program = await start("kubernetes-basic", {
        "01-create": 1,
        "02-same": 1,
        "03-update": 2,
        "04-replace": 3,
        "05-remove": 4,
        "06-refresh": 4,
        "07-destroy": 4,
      });
    });
    afterAll(() => program?.remove());

    test.each(recordings("kubernetes-basic"))("$file", async (recording) => {
      const { recorded, ours } = await program.compare(recording);
      expect(ours).toEqual(recorded);
    });
  });

  describe("the recorded program kubernetes-await, without running containers", () => {
    let program: RecordedProgram;
    beforeAll(async () => {
      program = await start("kubernetes-await", {
        "01-create": 1,
        "02-update": 7,
        "03-no-image": 2,
        "04-crashing": 3,
        "05-no-endpoints": 4,
        "06-invalid": 5,
        "07-taken": 6,
        "08-repair": 7,
        "09-destroy": 7,
      });
    });
    afterAll(() => program?.remove());

    // Steps whose result depends on running containers also run and must succeed, because later steps build on them.
    const other = new Set(
      RECORDING_DIFFERENCES.filter(({ why }) => why === NO_CONTAINERS).map(({ file }) => file),
    );
    const all = recordings("kubernetes-await").flatMap((recording) => {
      const isOther = other.has(`kubernetes-await/${recording.file}`);
      if (isOther && recording.kind !== "up") return [];
      return [{ recording, isOther, title: recording.file + (isOther ? ": done, but not compared" : "") }];
    });
    test.each(all)("$title", async ({ recording, isOther }) => {
      const { recorded, ours } = await program.compare(recording);
      if (isOther) expect(ours).toMatchObject({ code: 0 });
      else expect(ours).toEqual(recorded);
    });
  });
});
