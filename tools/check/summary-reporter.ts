import type { Reporter, TestModule, Vitest } from "vitest/node"

/** Ends a test run with the line `N passed, N failed`; a file or a hook that broke counts as one failed. */
export default class SummaryReporter implements Reporter {
  #isWhole = true

  onInit(vitest: Vitest) {
    this.#isWhole = vitest.config.testNamePattern === undefined
  }

  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>) {
    let passed = 0
    let failed = unhandledErrors.length
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state)
      passed += states.filter((state) => state === "passed").length
      // Nothing is skipped silently: a test that did not run is no success, unless only some were asked for.
      const bad = states.filter((state) => state !== "passed" && (this.#isWhole || state !== "skipped")).length
      failed += bad === 0 && !module.ok() ? 1 : bad
    }
    if (failed > 0) process.exitCode = 1
    // When the other reporters have said everything, so that it is the last line.
    process.once("exit", () => console.log(`${passed} passed, ${failed} failed`))
  }
}
