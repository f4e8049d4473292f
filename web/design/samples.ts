import type { Assets } from "../layout/layout-view.ts"
import { doorSamples } from "./door-samples.ts"
import { equipmentSamples } from "./equipment-samples.ts"
import { homeSamples } from "./home-samples.ts"
import { importingSamples } from "./importing-samples.ts"
import { operationsSamples } from "./operations-samples.ts"
import { otherSamples } from "./other-samples.ts"
import { placeSamples } from "./place-samples.ts"
import { fleet, floorsOf, format, hardStreet, storyDays, streetBuildings, unit } from "./sample-fleet.ts"
import { sampleFrames, type SamplePages } from "./sample-frames.ts"
import { unitSamples } from "./unit-samples.ts"

// Samples of the pages, made up, at a fixed moment: the design page and the checks draw from them.

/** The pages' samples, with what the design page shows of their parts. */
export const samples = (assets: Assets) => {
  const frames = sampleFrames(assets)
  const { home, pages: homePages } = homeSamples(frames)
  const { unitView, days, pages: unitPages } = unitSamples(frames, home)
  const { operationsPage, pages: operationsPages } = operationsSamples(frames)
  const pages: SamplePages = [
    ...homePages,
    ...equipmentSamples(frames).pages,
    ...unitPages,
    ...placeSamples(frames, unitView).pages,
    ...otherSamples(frames, home).pages,
    ...doorSamples(frames).pages,
    ...operationsPages,
    ...importingSamples(frames, operationsPage).pages,
  ]
  return { page: frames.page, pages, fleet, format, days, storyDays, hardStreet, streetBuildings, unit, floorsOf }
}
