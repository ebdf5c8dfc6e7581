import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { engineMarkdown } from "./documentation";

const ENGINE = join(__dirname, "..");

test("docs/engine.md is what its sources say", () => {
  expect(readFileSync(join(ENGINE, "..", "..", "docs", "engine.md"), "utf8")).toBe(engineMarkdown());
});

test("every feature that is refused is named in the page", () => {
  const page = engineMarkdown().replace(/\s+/g, " ");
  const sources = ["rpc", "deploy"].flatMap((folder) =>
    readdirSync(join(ENGINE, folder))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => readFileSync(join(ENGINE, folder, name), "utf8")),
  );
  const refused = sources.flatMap((source) =>
    [
      ...source.matchAll(/(?:unsupported|new NotSupportedError)\(\s*["`]([^"`$(]+)/g),
      ...source.matchAll(/\brefuse\([^"`]*?"([^"]{3,})"/gs),
    ].map((match) => match[1]!.trim()),
  );
  expect(refused.length).toBeGreaterThan(10);
  const named = (feature: string): boolean => page.includes(feature.replace(/^the option /, ""));
  expect(refused.filter((feature) => !named(feature))).toEqual([]);
});
