import { Bookinfo, type BookinfoArgs } from "../../components/bookinfo";
import { bookinfoDeviations } from "../../components/bookinfo/deviations";
import { deviations, type Deviation } from "../../components/mesh/deviations";
import { inject, type InjectionParams } from "../../components/sidecar";
import { recordObjects } from "../../stacks/recording/record";
import { describeReference } from "../reference";
import { compareObjects, describeDifferences, identity, type ComparedObject } from "./compare";
import { adjustments, releaseObjects } from "./release";

const table: Deviation[] = [...deviations, ...bookinfoDeviations];

const record = (args: BookinfoArgs) => recordObjects(() => void new Bookinfo("bookinfo", args));

const sample = (...files: string[]) => files.flatMap((file) => releaseObjects("bookinfo", `${file}.yaml`));

/** The sample's objects where a later file says an object again, as `kubectl apply` would leave them. */
function applied(...files: string[]): ComparedObject[] {
  return [...new Map(sample(...files).map((object) => [identity(object), object])).values()];
}

const differences = (expected: ComparedObject[], produced: ComparedObject[]) =>
  describeDifferences(compareObjects(expected, produced, adjustments({}, table)));

describeReference("the Bookinfo sample", () => {
  test.each<[variant: string, args: BookinfoArgs, files: string[]]>([
    ["plain", {}, ["bookinfo"]],
    [
      "with ratings v2 and its database",
      { ratingsV2: true },
      ["bookinfo", "bookinfo-ratings-v2", "bookinfo-db"],
    ],
    ["with service accounts", { serviceAccounts: true }, ["bookinfo", "bookinfo-add-serviceaccount"]],
  ])("%s: every object, nothing else, equal but for the deviations", async (_, args, files) => {
    expect(differences(applied(...files), await record({ ...args, sidecar: false }))).toBe("");
  });

  test("its Ingress leads to all that the file of its own leads to", async () => {
    const [file] = sample("bookinfo-ingress");
    const produced = (await record({ sidecar: false })).filter(({ kind }) => kind === "Ingress");
    const paths = (object: ComparedObject) =>
      (object.spec as { rules: { http: { paths: { path: string }[] } }[] }).rules[0]!.http.paths;
    const wanted = paths(file!).map(({ path }) => path);
    const restricted = produced.map((object) => ({
      ...object,
      spec: { rules: [{ http: { paths: paths(object).filter(({ path }) => wanted.includes(path)) } }] },
    }));
    expect(differences([file!], restricted)).toBe("");
  });

  test("v1 only is the sample without the others of reviews", async () => {
    const expected = sample("bookinfo").filter(({ metadata }) => !/^reviews-v[23]$/.test(metadata.name));
    expect(differences(expected, await record({ v1Only: true, sidecar: false }))).toBe("");
  });

  test("injected, it is what the injector makes of the sample", async () => {
    const params: InjectionParams = { tag: "unittest", debug: false, mesh: { authPolicy: "MUTUAL_TLS" } };
    const expected = applied("bookinfo", "bookinfo-add-serviceaccount").map((object) =>
      inject(object, params),
    );
    expect(differences(expected, await record({ serviceAccounts: true, sidecar: params }))).toBe("");
  });

  test("every deviation of the sample is needed", async () => {
    const produced = await record({ sidecar: false });
    for (const needless of bookinfoDeviations.filter(({ id }) => id !== "routing-api-version")) {
      const others = table.filter((deviation) => deviation !== needless);
      expect(compareObjects(sample("bookinfo"), produced, adjustments({}, others))).not.toEqual([]);
    }
  });
});
