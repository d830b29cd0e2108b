import js from "@eslint/js";
import tseslint from "typescript-eslint";

const globals = (...names) => Object.fromEntries(names.map((n) => [n, "readonly"]));

export default tseslint.config(
  js.configs.recommended,
  ...tseslint.configs.strict,
  // Every index is checked (noUncheckedIndexedAccess), so a "!" is where a reader is told that it cannot be missing.
  { rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
  {
    // Names come from files: text goes through textContent, never through HTML.
    files: ["src/**"],
    rules: { "no-restricted-properties": ["error", ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({ property, message: "use textContent" }))] },
  },
  {
    files: ["e2e/**", "dev/**"],
    languageOptions: { globals: globals("process", "fetch", "window", "document", "location", "setTimeout", "URL", "console", "Buffer") },
  },
);
