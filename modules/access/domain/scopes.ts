/** What a token for machines may be good for. A gateway's has `telemetry`, one of the service company's own `work-orders`, and no other has these. */
export const scopes = ["telemetry", "read-equipment", "write-requests", "work-orders"] as const
export type Scope = (typeof scopes)[number]

/** Those that a person can give a token. */
export const personalScopes = ["read-equipment", "write-requests"] as const satisfies ReadonlyArray<Scope>
