/** What a token for machines may be good for. A gateway's has `telemetry` and no other has it. */
export const scopes = ["telemetry", "read-equipment", "write-requests"] as const
export type Scope = (typeof scopes)[number]

/** Those that a person can give a token. */
export const personalScopes = ["read-equipment", "write-requests"] as const satisfies ReadonlyArray<Scope>
