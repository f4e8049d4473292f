import { BaseSequencer, type TestSpecification } from "vitest/node"

/**
 * What takes long, the longest first: begun late, it would keep one processor busy when the others have nothing left. The first
 * one makes the demo that most others clone; those after it need none, and so do not wait for it.
 */
const long = ["tests/web/pages", "web/import-command", "tests/start/start"]

/** Starts the long test files before the others, on a machine too that has not run them yet. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>) {
    const place = ({ moduleId }: TestSpecification) => {
      const at = long.findIndex((name) => moduleId.includes(name))
      return at < 0 ? long.length : at
    }
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other))
  }
}
