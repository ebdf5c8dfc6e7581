import tseslint from "typescript-eslint";

const never = (group, message) => ({ group, message });

/** The arrows between the rooms (docs/architecture.md): who may import whom. */
const arrows = [
  {
    files: ["components/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            never(
              ["**/engine/**", "**/protocol/**", "**/stacks/**"],
              "Components run unchanged under the official CLI: they import @pulumi/* and each other only.",
            ),
            {
              regex: "/providers/(?!(machine|rancher)/sdk$)",
              message:
                "Of providers, components import the typed SDKs only, which load nothing of the provider.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["runtime/images/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            never(
              ["**/components/**", "**/engine/**", "**/protocol/**", "**/stacks/**", "@pulumi/*"],
              "Images are built by a provider or by hand: they know neither who runs them nor Pulumi.",
            ),
          ],
        },
      ],
    },
  },
  {
    files: ["runtime/bookinfo/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            never(
              ["**/components/**", "**/engine/**", "**/providers/**", "**/stacks/**", "@pulumi/*"],
              "The sample runs in containers of its own: it knows nothing of what puts it there.",
            ),
          ],
        },
      ],
    },
  },
  {
    files: ["runtime/engine/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            never(
              ["**/components/**", "**/providers/**", "**/stacks/**", "@pulumi/kubernetes", "@pulumi/docker"],
              "The engine knows no resource type and no component: it speaks protocols.",
            ),
          ],
        },
      ],
    },
  },
  {
    files: ["runtime/providers/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            never(
              ["**/components/**", "**/engine/**", "**/stacks/**"],
              "Providers know no component and no engine.",
            ),
          ],
        },
      ],
    },
  },
];

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      ".cache/",
      "runtime/kubernetes/",
      "**/*.js",
      "!lib/**/*.js",
      "!runtime/engine/startup/*.js",
      "**/*.mjs",
    ],
  },
  ...tseslint.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { arguments: false } }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_$" }],
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  // The start-up code is CommonJS: it runs before any TypeScript loader.
  { files: ["**/*.js"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  ...arrows,
);
