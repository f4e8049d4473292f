import { Layer, ManagedRuntime } from "effect"
import { accessSchedules } from "#access"
import { equipmentSchedules, equipmentSubscriptions } from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import { type ConsumerFailure, MessageBus, workers } from "#kernel/bus/message-bus.ts"
import { Database } from "#kernel/database/database.ts"

/** Who does what when something happens: every consumer of every module. */
export const subscriptions = [...equipmentSubscriptions]

/** What is done at set times. */
export const schedules = [...accessSchedules, ...equipmentSchedules]

export type Services = Database | MessageBus | Live
export type Runtime = ManagedRuntime.ManagedRuntime<Services, never>

/** What every process needs: the database as the application's role, the bus to publish on, and the live fan-out. */
export const services = (url: string, options: { readonly listening: boolean }) =>
  Layer.mergeAll(Live.layer(options), MessageBus.layer(url, subscriptions)).pipe(
    Layer.provideMerge(Database.layer(url, { read: 3, write: 6 })),
  )

/** A worker's consumers and schedules on top of the services. */
export const consumers = (url: string, onFailure: (failure: ConsumerFailure) => void) =>
  workers<Services>(url, subscriptions, schedules, { onFailure })

export const createRuntime = (layer: Layer.Layer<Services>): Runtime => ManagedRuntime.make(layer)
