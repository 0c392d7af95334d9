import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** The rooms of the front end; arrows point app → features → shared → gen, and features never see each other. */
const rooms = [
  { type: "app", pattern: "src/app/**", partialMatch: false },
  { type: "feature", pattern: "src/features/*/**", partialMatch: false, capture: ["name"] },
  { type: "shared", pattern: "src/shared/**", partialMatch: false },
  { type: "gen", pattern: "src/gen/**", partialMatch: false },
];

const of = (type) => ({ element: { type } });

export default tseslint.config(
  { ignores: ["dist", "test-output", "src/gen"] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/only-throw-error": "off", // the router's `redirect()` is thrown by design
      "no-console": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    ...jsxA11y.flatConfigs.recommended,
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": reactHooks, boundaries },
    settings: {
      "boundaries/elements": rooms,
      "import/resolver": { typescript: { project: "./tsconfig.json" } },
    },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "jsx-a11y/no-noninteractive-tabindex": ["error", { tags: [], roles: ["tabpanel", "region"] }],
      "boundaries/dependencies": [
        "error",
        {
          default: "disallow",
          policies: [
            {
              from: of("app"),
              allow: [{ to: of("app") }, { to: of("feature") }, { to: of("shared") }, { to: of("gen") }],
            },
            {
              from: of("feature"),
              allow: [
                { to: { element: { type: "feature", captured: { name: "{{from.captured.name}}" } } } },
                { to: of("shared") },
                { to: of("gen") },
              ],
            },
            { from: of("shared"), allow: [{ to: of("shared") }, { to: of("gen") }] },
          ],
        },
      ],
    },
  },
  {
    files: ["scripts/**", "e2e/**", "*.config.{js,ts}"],
    languageOptions: { globals: { ...globals.node } },
    rules: { "no-console": "off" },
  },
  { files: ["**/*.{js,mjs}"], ...tseslint.configs.disableTypeChecked },
);
