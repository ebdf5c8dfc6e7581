import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deviations } from "../../test/golden/deviations/classic";
import { generatedDocs } from "./generated";
import { deviationRow } from "./tables";

const ROOT = join(__dirname, "..", "..");
const ENGINE = join(ROOT, "runtime", "engine");
const docs = generatedDocs(ROOT);

test.each(Object.entries(docs))("%s is up to date", (file, text) => {
  expect(readFileSync(join(ROOT, file), "utf8")).toBe(text);
});

test("a cell of a deviation escapes bars", () => {
  expect(deviationRow({ ...deviations[0]!, why: "a | b" })).toEqual([
    "`apps-v1`",
    "every Deployment",
    "`apiVersion: apps/v1` instead of `extensions/v1beta1`",
    "a \\| b",
  ]);
});

test("docs/engine.md names every unsupported feature", () => {
  const page = docs["docs/engine.md"]!.replace(/\s+/g, " ").toLowerCase();
  const sources = ["rpc", "deploy", "run"].flatMap((folder) =>
    readdirSync(join(ENGINE, folder))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => readFileSync(join(ENGINE, folder, name), "utf8")),
  );
  const unsupported = sources.flatMap((source) =>
    [
      ...source.matchAll(/(?:unsupported|new NotSupportedError)\(\s*["`]([^"`$(]+)/g),
      ...source.matchAll(/\breject\((?!new )[^"`]*?"([^"]{3,})"/gs),
    ].map((match) => match[1]!.trim()),
  );
  expect(unsupported.length).toBeGreaterThan(10);
  const named = (feature: string): boolean =>
    page.includes(feature.replace(/^the option /, "").toLowerCase());
  expect(unsupported.filter((feature) => !named(feature))).toEqual([]);
});
