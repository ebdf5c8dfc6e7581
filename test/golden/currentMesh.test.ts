import { CurrentMesh, type CurrentMeshArgs } from "../../components/mesh";
import { currentDeviations } from "../../components/mesh/current/deviations";
import { currentMeshSettings } from "../../components/mesh/current/settings";
import { recordObjects } from "../../stacks/record";
import { describeWith, istioProgram } from "../live/istioPrograms";
import { canonical, chartObjects, expectedObjects } from "./charts";
import { type ComparedObject, compareObjects, describeDifferences } from "./compare";

const istioctl = istioProgram("istioctl");

/** Settings that together need every deviation. */
const VARIANTS: Record<string, CurrentMeshArgs> = {
  "by default": {},
  "with mutual TLS": { tls: true },
  "without tracing": { tracing: false },
  "with a stock Envoy": { proxy: "envoy", sampling: 12.5 },
  "with HTTPS": { ingress: { httpNodePort: 31000, httpsNodePort: 31443 } },
};

const meshObjects = async (args: CurrentMeshArgs): Promise<ComparedObject[]> =>
  (await recordObjects(() => void new CurrentMesh("mesh", args))).map(canonical);

describeWith(istioctl)("Istio's own charts, rendered in this run", () => {
  const theirs = () => chartObjects(istioctl!);

  it.each(Object.entries(VARIANTS))(
    "%s: every object, nothing else, equal but for the deviations",
    async (_, args) => {
      const differences = compareObjects(
        expectedObjects(theirs(), currentMeshSettings(args)),
        await meshObjects(args),
      );
      expect(describeDifferences(differences)).toBe("");
    },
  );

  it("needs every one of the deviations", async () => {
    const produced = new Map<string, ComparedObject[]>();
    for (const [name, args] of Object.entries(VARIANTS)) produced.set(name, await meshObjects(args));
    const idle = currentDeviations.filter(({ id }) => {
      const table = currentDeviations.filter((deviation) => deviation.id !== id);
      return Object.entries(VARIANTS).every(
        ([name, args]) =>
          compareObjects(expectedObjects(theirs(), currentMeshSettings(args), table), produced.get(name)!)
            .length === 0,
      );
    });
    expect(idle.map(({ id }) => id)).toEqual([]);
  });
});
