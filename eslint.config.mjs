import tseslint from "typescript-eslint";
import { rule as arrows } from "./tools/lint/arrows.js";

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      ".cache/",
      "dist/",
      "runtime/kubernetes/",
      // Its packages are installed only when its image is built (runtime/dashboards/README.md).
      "runtime/dashboards/page/",
      "**/*.js",
      "!lib/**/*.js",
      "!runtime/engine/startup/*.js",
      "!tools/lint/*.js",
      "!test/support/*.js",
      "**/*.mjs",
    ],
  },
  ...tseslint.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { meshstack: { rules: { arrows } } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { arguments: false } }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_$" }],
      // An interface that only extends gives an inferred type its name.
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "meshstack/arrows": "error",
    },
  },
  // The start-up code is CommonJS: it runs before any TypeScript loader.
  { files: ["**/*.js"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);
