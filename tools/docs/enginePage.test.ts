import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { engineMarkdown } from "./enginePage";

const ENGINE = join(__dirname, "..", "..", "runtime", "engine");

test("docs/engine.md is up to date", () => {
  expect(readFileSync(join(ENGINE, "..", "..", "docs", "engine.md"), "utf8")).toBe(engineMarkdown());
});

test("the page names every unsupported feature", () => {
  const page = engineMarkdown().replace(/\s+/g, " ").toLowerCase();
  const sources = ["rpc", "deploy", "run"].flatMap((folder) =>
    readdirSync(join(ENGINE, folder))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => readFileSync(join(ENGINE, folder, name), "utf8")),
  );
  const unsupported = sources.flatMap((source) =>
    [
      ...source.matchAll(/(?:unsupported|new NotSupportedError)\(\s*["`]([^"`$(]+)/g),
      ...source.matchAll(/\breject\([^"`]*?"([^"]{3,})"/gs),
    ].map((match) => match[1]!.trim()),
  );
  expect(unsupported.length).toBeGreaterThan(10);
  const named = (feature: string): boolean =>
    page.includes(feature.replace(/^the option /, "").toLowerCase());
  expect(unsupported.filter((feature) => !named(feature))).toEqual([]);
});
