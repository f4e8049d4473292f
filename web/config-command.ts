import { describeConfig } from "#kernel/config.ts"
import { configOrExit } from "./process.ts"

process.stdout.write(`${describeConfig(configOrExit())}\n`)
