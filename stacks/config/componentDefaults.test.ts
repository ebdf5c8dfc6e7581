import { addonArgs } from "../../components/addons/config";
import { addonNames } from "../../components/addons/table";
import { bookinfoSettings } from "../../components/bookinfo/config";
import { embeddedArgs } from "../../components/cluster/embedded/config";
import { classicMeshSettings } from "../../components/mesh/classic/config";
import { CURRENT_VERSION } from "../../components/meshes";
import { currentMeshSettings } from "../../components/mesh/current/config";
import { parseStackConfig } from "./parse";

describe("a program that uses a component without a stack file gets the defaults of a stack file for", () => {
  const { cluster, bookinfo, addons, mesh } = parseStackConfig({});

  test("the embedded cluster", () => {
    expect(embeddedArgs.parse({ driver: "embedded" })).toMatchObject(cluster);
  });

  test("the classic mesh", () => {
    const { istio, ...settings } = mesh;
    expect(istio).toBe("classic");
    expect(classicMeshSettings()).toMatchObject(settings);
  });

  test("the current mesh", () => {
    const { mesh: current } = parseStackConfig({ mesh: { version: CURRENT_VERSION } });
    if (current.istio !== "current") throw new Error("expected the current mesh");
    const { istio, automaticInjection, ...settings } = current;
    expect([istio, automaticInjection]).toEqual(["current", false]);
    expect(currentMeshSettings()).toMatchObject({ ...settings, tag: CURRENT_VERSION });
  });

  test("the sample", () => {
    const { enabled, ...settings } = bookinfo;
    expect(enabled).toBe(true);
    expect(bookinfoSettings()).toMatchObject(settings);
  });

  test.each(addonNames)("%s", (name) => {
    const { namespace, nodePort } = addonArgs(name).parse({});
    expect({ namespace, nodePort }).toEqual({ namespace: mesh.namespace, nodePort: addons[name].nodePort });
  });
});
