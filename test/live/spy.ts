import { writeFileSync } from "node:fs";
import { join } from "node:path";

type Kubectl = (...args: string[]) => Promise<string>;

const NAME = "spy";
/** Where the pod sees the node's file system. */
const MOUNT = "/node";

/** Prints what a program can read of each path: the names in a folder, the size of a file, or the error's code. */
const LOOK = `
const fs = require("fs");
const look = (path) => {
  try {
    return fs.statSync(path).isDirectory() ? fs.readdirSync(path).sort() : fs.readFileSync(path, "utf8").length;
  } catch ({ code }) {
    return code;
  }
};
console.log(JSON.stringify(process.argv.slice(1).map(look)));
`;

const inContainer = async (kubectl: Kubectl, container: string[], paths: string[]): Promise<unknown[]> =>
  JSON.parse(await kubectl("exec", ...container, "--", "node", "-e", LOOK, "--", ...paths)) as unknown[];

/** What an application's container can read of some paths. */
export const seenByApplication = (kubectl: Kubectl, paths: string[]): Promise<unknown[]> =>
  inContainer(kubectl, ["deployment/productpage-v1", "-c", "productpage"], paths);

/**
 * What root of a privileged container with the whole node as a hostPath volume can read of some paths of the node.
 * @param folder for the pod's manifest, readable for kubectl
 */
export async function seenByHostPath(kubectl: Kubectl, folder: string, paths: string[]): Promise<unknown[]> {
  const image = await kubectl(
    ...["get", "deployment", "productpage-v1", "-o"],
    'jsonpath={.spec.template.spec.containers[?(@.name=="productpage")].image}',
  );
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: NAME },
    spec: {
      terminationGracePeriodSeconds: 0,
      volumes: [{ name: "node", hostPath: { path: "/" } }],
      containers: [
        {
          name: NAME,
          image,
          imagePullPolicy: "Never",
          command: ["node", "-e", "setInterval(() => {}, 1e6)"],
          securityContext: { privileged: true, runAsUser: 0, runAsGroup: 0 },
          volumeMounts: [{ name: "node", mountPath: MOUNT }],
        },
      ],
    },
  };
  const manifest = join(folder, "spy.json");
  writeFileSync(manifest, JSON.stringify(pod));
  await kubectl("create", "-f", manifest);
  try {
    await kubectl("wait", "--for=condition=Ready", `pod/${NAME}`, "--timeout=120s");
    return await inContainer(
      kubectl,
      [NAME],
      paths.map((path) => join(MOUNT, path)),
    );
  } finally {
    await kubectl("delete", "pod", NAME);
  }
}
