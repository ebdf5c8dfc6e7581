import { spawnSync } from "node:child_process";

/** An object for `istioctl validate`. */
interface ValidatedObject {
  kind: string;
  spec?: unknown;
}

/** Documents per process: the start of `istioctl` takes longer than hundreds of documents. */
const batch = 1000;

/**
 * The errors of `istioctl validate` for each object, without warnings; none if it accepts the object.
 * @param istioctl path of the official program
 */
export function istioctlErrors(istioctl: string, objects: readonly ValidatedObject[]): string[][] {
  const errors: string[][] = objects.map(() => []);
  for (let start = 0; start < objects.length; start += batch) {
    const documents = objects.slice(start, start + batch).map((object, index) =>
      escaped(
        JSON.stringify({
          apiVersion: "networking.istio.io/v1",
          metadata: { name: `spec-${start + index}`, namespace: "default" },
          ...object,
        }),
      ),
    );
    const { status, stderr } = spawnSync(istioctl, ["validate", "-f", "-"], {
      input: documents.join("\n---\n"),
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      env: { PATH: process.env.PATH, HOME: "/nonexistent" },
    });
    // Warnings come before the errors and look like them.
    const [, reported = ""] = stderr.split(/^Error: /m);
    const found = [...reported.matchAll(/^\t\* \w+\/default\/spec-(\d+): (.*)$/gm)];
    // It does not read the documents after one that is not YAML.
    if (stderr.includes("failed to decode file") || (status !== 0 && found.length === 0))
      throw new Error(`istioctl validate: ${stderr.slice(0, 1000)}`);
    for (const [, index, error] of found) errors[Number(index)]!.push(error!);
  }
  return errors;
}

/** JSON that is YAML: control characters are valid in JSON texts. */
function escaped(json: string): string {
  return json.replace(/[\x7f-\x9f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
