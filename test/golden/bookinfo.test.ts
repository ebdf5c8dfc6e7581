import type { BookinfoArgs } from "../../components/bookinfo/config";
import { planBookinfo } from "../../components/bookinfo/plan";
import { objectsOf } from "../../components/objects";
import { bookinfoDeviations } from "./deviations/bookinfo";
import { deviations, type Deviation } from "./deviations/classic";
import { inject, type InjectionParams } from "../../components/sidecar";
import { compareObjects, type ComparedObject, describeDifferences } from "./compare";
import { releaseDifferences, undone } from "./release";

const table: Deviation[] = [...deviations, ...bookinfoDeviations];

const produce = (args: BookinfoArgs): ComparedObject[] => objectsOf([planBookinfo("bookinfo", args)]);

/** The differences from the sample's files; a later file replaces objects of an earlier one, as `kubectl apply` does. */
const differences = (produced: ComparedObject[], files: string[], keep?: (identity: string) => boolean) =>
  releaseDifferences(
    undone(produced, {}, table),
    files.map((file) => `bookinfo/${file}.yaml`),
    keep,
  );

describe("the Bookinfo sample", () => {
  test.each<[variant: string, args: BookinfoArgs, files: string[]]>([
    ["plain", {}, ["bookinfo"]],
    [
      "with ratings v2 and its database",
      { ratingsV2: true },
      ["bookinfo", "bookinfo-ratings-v2", "bookinfo-db"],
    ],
    ["with service accounts", { serviceAccounts: true }, ["bookinfo", "bookinfo-add-serviceaccount"]],
  ])("%s equals the release's except for the deviations", (_, args, files) => {
    expect(differences(produce({ ...args, sidecar: false }), files)).toBe("");
  });

  test("routes every path of the release's bookinfo-ingress.yaml", () => {
    const paths = ["/productpage", "/login", "/logout"];
    const restricted = produce({ sidecar: false })
      .filter(({ kind }) => kind === "Ingress")
      .map((object) => {
        const { rules } = object.spec as { rules: [{ http: { paths: { path: string }[] } }] };
        const kept = rules[0].http.paths.filter(({ path }) => paths.includes(path));
        return { ...object, spec: { rules: [{ http: { paths: kept } }] } };
      });
    expect(differences(restricted, ["bookinfo-ingress"])).toBe("");
  });

  test("v1Only omits the other versions of reviews", () => {
    const keep = (identity: string) => !/reviews-v[23]$/.test(identity);
    expect(differences(produce({ v1Only: true, sidecar: false }), ["bookinfo"], keep)).toBe("");
  });

  test("equals the injector's output for the plain sample", () => {
    const params: InjectionParams = { tag: "unittest", debug: false, mesh: { authPolicy: "MUTUAL_TLS" } };
    const plain = produce({ serviceAccounts: true, sidecar: false });
    const expected = plain.map((object) => inject(object, params));
    const produced = produce({ serviceAccounts: true, sidecar: params });
    expect(describeDifferences(compareObjects(expected, produced))).toBe("");
    expect(compareObjects(plain, produced)).not.toEqual([]);
  });

  test("requires every deviation of the sample", () => {
    const produced = produce({ sidecar: false });
    const idle = bookinfoDeviations.filter((omitted) => {
      const others = table.filter((deviation) => deviation !== omitted);
      return releaseDifferences(undone(produced, {}, others), ["bookinfo/bookinfo.yaml"]) === "";
    });
    // routing.test.ts tests that one.
    expect(idle.map(({ id }) => id)).toEqual(["routing-api-version"]);
  });
});
