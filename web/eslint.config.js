import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ["e2e/**"],
    languageOptions: { globals: { process: "readonly", fetch: "readonly", window: "readonly", document: "readonly", setTimeout: "readonly" } },
  },
);
