/** Who may import whom: the one table that the linter's configuration, the tests and `npm run check` are made from. */
export const modules: Readonly<Record<string, ReadonlyArray<string>>> = {
  access: [],
  equipment: ["access"],
  maintenance: ["access", "equipment"],
  billing: ["access", "equipment", "maintenance"],
  reporting: ["access", "equipment", "maintenance", "billing"],
  notifications: ["access", "equipment", "maintenance", "billing"],
}

/** A part of the checkout whose relative imports stay inside it. `mayImport` names modules; `kernel` is said apart. */
export interface Area {
  readonly folder: string
  readonly kernel: boolean
  readonly mayImport: ReadonlyArray<string>
}

export const areas: ReadonlyArray<Area> = [
  { folder: "kernel", kernel: true, mayImport: [] },
  ...Object.entries(modules).map(([name, mayImport]) => ({ folder: `modules/${name}`, kernel: true, mayImport })),
  { folder: "web", kernel: true, mayImport: Object.keys(modules) },
  { folder: "telemetry-sim", kernel: false, mayImport: [] },
]

const topFolders = ["kernel", "modules", "web", "telemetry-sim", "tests", "bench", "tools", "migrations"]
const either = (names: ReadonlyArray<string>) => `(${names.join("|")})`

/**
 * The regular expressions of imports that an area must not use, each with what to do instead. The linter's engine knows
 * no look-ahead and ignores an expression that has one, so each says what is forbidden. Unknown names do not resolve.
 */
export const forbidden = (area: Area, isTest: boolean): ReadonlyArray<{ regex: string; message: string }> => {
  const notAllowed = Object.keys(modules).filter((name) => !area.mayImport.includes(name))
  // A way out of the area ends at one of these, however many dots lead there. What lies inside it has other names.
  const outside = [
    ...topFolders.filter((folder) => folder !== area.folder && !(isTest && folder === "tests")),
    ...(area.folder.startsWith("modules/") ? Object.keys(modules) : []),
  ].filter((name) => `modules/${name}` !== area.folder)
  return [
    ...(notAllowed.length > 0
      ? [{ regex: `^#${either(notAllowed)}(/|$)`, message: `${area.folder} may not import this module.` }]
      : []),
    ...(area.mayImport.length > 0
      ? [
          {
            regex: `^#${either(area.mayImport)}/.*[/.]`,
            message: "Only a module's door (#name, #name/events) is open.",
          },
        ]
      : []),
    ...(area.kernel ? [] : [{ regex: "^#", message: `${area.folder} imports nothing of ours.` }]),
    {
      regex: `^(\\.\\.?/)+${either(outside)}(/|$)`,
      message: `A relative import stays inside ${area.folder}: use #kernel/… or a door.`,
    },
  ]
}

const consoleAllowed = ["web/main.ts", "web/*-command.ts"]
const published = ["kernel", "modules", "web"]

/** What `.oxlintrc.json` holds. `node tools/check/lint-config.ts` writes it. */
export const lintConfig = () => ({
  plugins: ["typescript", "unicorn", "oxc", "import", "node"],
  categories: { correctness: "error" },
  ignorePatterns: ["**/fixtures/**", "web/assets/vendor/**"],
  options: { typeAware: true },
  rules: {
    "import/no-cycle": "error",
    "typescript/no-explicit-any": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/ban-ts-comment": "error",
    "typescript/no-base-to-string": "off",
    "typescript/no-misused-spread": "off",
    "typescript/require-array-sort-compare": "off",
    // Arguments of a program in pairs read well as several spread lists.
    "unicorn/no-useless-spread": "off",
  },
  overrides: [
    {
      files: published.map((folder) => `${folder}/**/*.ts`),
      rules: { "no-console": "error", "node/no-process-env": "error" },
    },
    { files: ["kernel/config.ts"], rules: { "node/no-process-env": "off" } },
    {
      files: published.map((folder) => `${folder}/**/*.test.ts`),
      rules: { "node/no-process-env": "off", "no-console": "off" },
    },
    { files: consoleAllowed, rules: { "no-console": "off" } },
    ...areas.flatMap((area) =>
      [false, true].map((isTest) => ({
        files: [`${area.folder}/**/*${isTest ? ".test" : ""}.ts`],
        rules: { "no-restricted-imports": ["error", { patterns: forbidden(area, isTest) }] },
      })),
    ),
  ],
})
