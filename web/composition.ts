import { Layer, ManagedRuntime } from "effect"
import { accessSchedules } from "#access"
import { equipmentSchedules, equipmentSteadyWork, equipmentSubscriptions, Intake, TelemetryDays } from "#equipment"
import { FirmWeeks, maintenanceSchedules, maintenanceSubscriptions, PictureFiles } from "#maintenance"
import { Live } from "#kernel/bus/live.ts"
import { type ConsumerFailure, MessageBus, workers } from "#kernel/bus/message-bus.ts"
import { keepDoing } from "#kernel/bus/steady.ts"
import type { Config } from "#kernel/config.ts"
import { Database } from "#kernel/database/database.ts"
import { Carriers, carriers } from "#kernel/messages/carriers.ts"
import { outboxSchedule, outboxWork } from "#kernel/messages/deliver.ts"
import { pictureFiles } from "./files/picture-files.ts"
import { bringImports } from "./bring-imports.ts"

bringImports()

/** Who does what when something happens: every consumer of every module. */
export const subscriptions = [...equipmentSubscriptions, ...maintenanceSubscriptions]

/** What is done at set times. */
export const schedules = [outboxSchedule, ...accessSchedules, ...equipmentSchedules, ...maintenanceSchedules]

/** What is done all the time. */
const steadyWork = [outboxWork, ...equipmentSteadyWork]

export type Services = Database | MessageBus | Live | Intake
export type Runtime = ManagedRuntime.ManagedRuntime<Services, never>

/** What every process needs: the database as the application's role, the bus to publish on, the live fan-out, the intake. */
export const services = (url: string, options: { readonly listening: boolean }) =>
  Layer.mergeAll(Live.layer(options), MessageBus.layer(url, subscriptions), Intake.layer).pipe(
    Layer.provideMerge(Database.layer(url, { read: 3, write: 6 })),
  )

/** A worker's consumers, schedules and steady work on top of the services. */
export const consumers = (
  url: string,
  config: Config,
  onFailure: (failure: Pick<ConsumerFailure, "queue" | "error">) => void,
) =>
  Layer.merge(
    workers<Services>(url, subscriptions, schedules, { onFailure }),
    keepDoing<Services | Carriers>(steadyWork, {
      onFailure: ({ name, error }) =>
        onFailure({ queue: name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    }),
  ).pipe(
    Layer.provide(
      Layer.mergeAll(
        Layer.succeed(TelemetryDays)(config.telemetryDays),
        Layer.succeed(FirmWeeks)(config.firmWeeks),
        Layer.succeed(PictureFiles)(pictureFiles(config)),
        Layer.succeed(Carriers)(carriers(config)),
      ),
    ),
  )

export const createRuntime = (layer: Layer.Layer<Services>): Runtime => ManagedRuntime.make(layer)
