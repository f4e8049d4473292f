import { Schema } from "effect"
import { choice, fileKeys, mapReader, Text, timeKey } from "#equipment"
import { activityTypes, orderStates } from "./service-order.ts"

const Fields = Schema.Struct({
  unit: Text,
  activity: choice(activityTypes),
  number: Schema.optionalKey(Text),
  state: Schema.optionalKey(choice(orderStates)),
  title: Schema.optionalKey(Text),
  reported: Schema.optionalKey(Text),
  due: Schema.optionalKey(Text),
  planned: Schema.optionalKey(Text),
  arrived: Schema.optionalKey(Text),
  finished: Schema.optionalKey(Text),
  technician: Schema.optionalKey(Text),
  conditionOnArrival: Schema.optionalKey(Text),
  conditionOnDeparture: Schema.optionalKey(Text),
  cause: Schema.optionalKey(Text),
  component: Schema.optionalKey(Text),
  action: Schema.optionalKey(Text),
  entrapment: Schema.optionalKey(Text),
  labourMinutes: Schema.optionalKey(Text),
  comment: Schema.optionalKey(Text),
  reason: Schema.optionalKey(Text),
})

/** How the rows of a file become orders and visits: docs/import/README.md explains every key. */
export const OrdersMap = Schema.Struct({ ...fileKeys, time: timeKey, fields: Fields })
export type OrdersMap = typeof OrdersMap.Type

/** Reads a map that was parsed from JSON; `MapInvalid` lists everything that is wrong with it. */
export const decodeOrdersMap = mapReader(OrdersMap)
