import { Effect, Schema } from "effect"

/** One entry of a module's published language: a versioned name, what happened in a sentence, and the payload's schema. */
export interface EventType<Name extends string = string, Payload = unknown> {
  readonly name: Name
  readonly about: string
  readonly schema: Schema.Codec<Payload, unknown>
  /** Set when no part of the product listens yet, with the reason; a test keeps it honest. */
  readonly unheard?: string
  readonly of: (payload: Payload) => Event
}

/** Something that happened, ready to be published: made by `SomeEvent.of(payload)`, which checks the payload's type. */
export interface Event {
  readonly name: string
  readonly payload: unknown
  /** The payload as it travels; one that does not hold is a defect. */
  readonly encoded: Effect.Effect<unknown>
}

/** What travels on the bus beside the payload: the same for every consumer of one event. */
export interface Occurrence {
  readonly id: string
  readonly occurredAt: Date
}

/** `defineEvent("equipment.unit-state-changed.v1", "…", { … })`: past tense, never edited once published. */
export const defineEvent = <
  const Name extends `${string}.${string}.v${number}`,
  const Fields extends Readonly<Record<string, Schema.Codec<unknown, unknown>>>,
>(
  name: Name,
  about: string,
  fields: Fields,
  options: { readonly unheard?: string } = {},
): EventType<Name, Schema.Struct<Fields>["Type"]> => {
  const schema = Schema.toCodecJson(Schema.Struct(fields))
  const type: EventType<Name, Schema.Struct<Fields>["Type"]> = {
    name,
    about,
    schema,
    ...options,
    of: (payload) => ({ name, payload, encoded: Effect.orDie(Schema.encodeEffect(schema)(payload)) }),
  }
  return type
}
